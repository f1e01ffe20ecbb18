package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reveille.core.Entry;
import dev.reveille.core.Event;
import dev.reveille.core.Filter;
import dev.reveille.core.Priority;
import dev.reveille.core.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dialects of filters: what they fit, how they are written, and what is none. */
class FiltersTest {
  private static final Event EVENT =
      new Event(
          "order.new",
          Priority.HIGH,
          "1",
          "/shop",
          null,
          "{\"n\":1,\"source\":\"data's\",\"a\":{\"b\":{\"c\":true}},\"list\":[1]}",
          null,
          Map.of("tenant", "acme", "time", "2026-01-01T00:00:00Z"));

  private static Filter read(String json) {
    return Filters.read(Json.MAPPER.readTree(json.replace('\'', '"')), "filter");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                        | true",
        "{'n': 1}                                                  | true",
        "{'n': 2}                                                  | false",
        "{'type': 'order.new', 'tenant': 'acme'}                   | true",
        "{'source': '/shop'}                                       | true",
        "{'data.a.b.c': true}                                      | true",
        "{'priority': 'high'}                                      | true",
        "{'subject': ''}                                           | false",
        "{'exact': {'type': 'order.new'}}                          | true",
        "{'exact': {'type': 'order'}}                              | false",
        "{'exact': 'order'}                                        | false",
        "{'prefix': {'type': 'order.', 'source': '/'}}             | true",
        "{'prefix': {'type': 'order.', 'source': 'x'}}             | false",
        "{'suffix': {'type': '.new'}}                              | true",
        "{'suffix': {'subject': ''}}                               | false",
        "{'not': {'exact': {'subject': 'x'}}}                      | true",
        "{'all': [{'exact': {'id': '1'}}, {'prefix': {'n': '1'}}]} | true",
        "{'all': [{'exact': {'id': '1'}}, {'prefix': {'n': '2'}}]} | false",
        "{'any': [{'exact': {'id': '2'}}, {'prefix': {'n': '1'}}]} | true",
        "{'any': [{'exact': {'id': '2'}}, {'prefix': {'n': '2'}}]} | false",
      })
  void fits(String json, boolean fits) {
    Filter filter = read(json);
    assertThat(filter.fits(Attributes.of(EVENT))).isEqualTo(fits);
    assertThat(Filters.read(Filters.write(filter), "")).isEqualTo(filter);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                             | filter",
        "{'n': null}                                    | filter.n",
        "{'n': [1]}                                     | filter.n",
        "{'exact': {}}                                  | filter.exact",
        "{'exact': {'type': {}}}                        | filter.exact.type",
        "{'prefix': {'type': null}}                     | filter.prefix.type",
        "{'exact': {'a': '1'}, 'prefix': {'a': '1'}}    | filter",
        "{'all': []}                                    | filter.all",
        "{'all': {}}                                    | filter.all",
        "{'any': [{'exact': {'a': 'b'}}, {'a': 'b'}]}   | filter.any[1].a",
        "{'not': {'all': [{'suffix': 7}, {}]}}          | filter.not.all[0].suffix",
        "{'not': [{'exact': {'a': 'b'}}]}               | filter.not",
        "{'any': [{'sql': 'true'}]}                     | filter.any[0].sql",
        "{'equals': {'a': 'b'}}                         | filter.equals",
      })
  void whatIsNoneIsRefusedByItsPath(String json, String path) {
    assertThatExceptionOfType(Filters.BadFilter.class)
        .isThrownBy(() -> read(json))
        .satisfies(bad -> assertThat(bad.path()).isEqualTo(path));
  }

  @Test
  void sqlIsRefusedWithWhatThereIs() {
    assertThatExceptionOfType(Filters.BadFilter.class)
        .isThrownBy(() -> read("{'any': [{'sql': 'true'}]}"))
        .withMessageContainingAll("sql", "exact", "prefix", "suffix", "all", "any", "not");
  }

  @Test
  void filtersAreBounded() {
    String deep = "{'not': ".repeat(8) + "{'exact': {'a': 'b'}}" + "}".repeat(8);
    assertThatExceptionOfType(Filters.BadFilter.class)
        .isThrownBy(() -> read(deep))
        .withMessageContaining("8 deep");
    String wide = "{'exact': {'a': 'b'}},".repeat(64) + "{'exact': {'a': 'b'}}";
    assertThatExceptionOfType(Filters.BadFilter.class)
        .isThrownBy(() -> read("{'any': [" + wide + "]}"));
    String eight = "{'any': [" + "{'exact': {'a': 'b'}},".repeat(7) + "{'exact': {'a': 'b'}}]}";
    Filter many = read("{'all': [" + (eight + ',').repeat(7) + eight + "]}");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Subscription("s", List.of("*"), many, Priority.LOW, null, true))
        .withMessageContaining("0 to 64");
  }

  /** As the journal had it when there was one dialect only, and no name for it. */
  @Test
  void anOldSubscriptionStillFolds() {
    String old =
        "[{'type':'Subscribed','subscription':{'id':'s','events':['e'],'filter':{'n':'1'},"
            + "'minPriority':'low','wake':true}}]";
    byte[] json = old.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    Subscription wanted =
        new Subscription(
            "s", List.of("e"), new Filter.Exact(Map.of("n", "1")), Priority.LOW, null, true);
    assertThat(Json.entries(json)).containsExactly(new Entry.Subscribed(wanted));
    assertThat(new String(Json.entries(Json.entries(json)), StandardCharsets.UTF_8))
        .contains("\"filter\":{\"n\":\"1\"}");
  }

  @Test
  void anOldEventHasNoOtherAttributes() {
    String old = "[{'type':'EventPublished','event':{'name':'e','priority':'low','eventId':'1'}}]";
    byte[] json = old.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    Event event = new Event("e", Priority.LOW, "1", null, null, null, null);
    assertThat(Json.entries(json)).containsExactly(new Entry.EventPublished(event));
    assertThat(new String(Json.entries(Json.entries(json)), StandardCharsets.UTF_8))
        .doesNotContain("attributes");
  }

  @Test
  void ofLargeDataOnlyTheFirstFieldsAreLookedAt() {
    StringBuilder data = new StringBuilder("{\"f\":1");
    for (int i = 0; i < 5_000; i++) {
      data.append(",\"f").append(i).append("\":1");
    }
    Event large = new Event("e", Priority.LOW, "1", null, null, data + "}", null);
    assertThat(Attributes.of(large)).hasSizeLessThan(2_100).containsEntry("data.f", "1");
  }
}
