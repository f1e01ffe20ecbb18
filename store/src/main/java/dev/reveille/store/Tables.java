package dev.reveille.store;

/** The query tables that have a class of their own, by a connection. */
final class Tables {
  final Mails mails;
  final Firings firings;
  final Events events;
  final Patterns patterns;
  final Approvals approvals;
  final Notes notes;

  Tables(Sql sql) {
    mails = new Mails(sql);
    firings = new Firings(sql);
    events = new Events(sql);
    patterns = new Patterns(sql);
    approvals = new Approvals(sql);
    notes = new Notes(sql);
  }
}
