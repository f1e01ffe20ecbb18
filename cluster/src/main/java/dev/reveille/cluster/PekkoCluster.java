package dev.reveille.cluster;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Cluster;
import dev.reveille.engine.Json;
import dev.reveille.engine.Share;
import dev.reveille.engine.Slices;
import dev.reveille.engine.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.GetClusterShardingStats;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.Leave;
import org.apache.pekko.remote.RemoteTransportException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The cluster by Apache Pekko: 256 entities, one for each slice, of which Cluster Sharding sees to
 * that each is somewhere, and only there.
 */
final class PekkoCluster implements Cluster {
  private static final String NAME = "reveille";
  private static final EntityTypeKey<Wire.ToSlice> SLICES =
      EntityTypeKey.create(Wire.ToSlice.class, "slices");

  /**
   * What was on its way to a process that is gone will not be answered; whoever asked asks again.
   */
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private static final Duration PING = Duration.ofSeconds(1);
  private static final Duration COMPARE = Duration.ofSeconds(30);
  private static final Duration STATS = Duration.ofSeconds(1);

  /** Where agents live is asked for no more often, and told without waiting while it is so old. */
  private static final long FRESH = Duration.ofSeconds(1).toNanos();

  private static final long GOOD = Duration.ofSeconds(5).toNanos();
  private static final Duration JOINED = Duration.ofSeconds(60);
  private static final Duration LEFT = Duration.ofSeconds(60);

  /** What a message has beside the JSON in it. */
  private static final int ENVELOPE = 4_096;

  private static final CoordinatedShutdown.Reason ASKED = new Asked();

  private final Spec spec;
  private final Turns turns;
  private final Exit exit;
  private final ActorSystem<Void> system;
  private final Search search;
  private final org.apache.pekko.cluster.typed.Cluster membership;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile Placed placed = new Placed(Map.of(), System.nanoTime() - GOOD);
  private final AtomicReference<@Nullable CompletableFuture<Placed>> placing =
      new AtomicReference<>();
  private volatile @Nullable ActorRef<Wire.ToSlice> region;
  private volatile @Nullable Sayings sayings;
  private volatile boolean leaving;

  /** Where the parts that slices move in are; of whom nobody said so in time, is not there. */
  private record Placed(Map<Address, Set<String>> parts, long atNanos) {}

  /** Somebody stops this process. */
  private static final class Asked implements CoordinatedShutdown.Reason {
    @Override
    public String toString() {
      return "the server stops";
    }
  }

  PekkoCluster(Spec spec, Turns turns, Exit exit) {
    this.spec = spec;
    this.turns = turns;
    this.exit = exit;
    TlsStores stores = spec.tls() == null ? null : new TlsStores(spec.tls());
    if (stores != null) {
      stores.check(spec.host());
    }
    this.system = listen(spec);
    this.membership = org.apache.pekko.cluster.typed.Cluster.get(system);
    CoordinatedShutdown ending = CoordinatedShutdown.get(Adapter.toClassic(system));
    ending.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "reveille",
        () -> {
          ending.getShutdownReason().ifPresent(this::ends);
          return CompletableFuture.completedFuture(Done.getInstance());
        });
    system.getWhenTerminated().whenComplete((done, failed) -> terminated(ending));
    String own = name(self());
    List<String> others = spec.seedNodes().stream().filter(it -> !it.equals(own)).toList();
    this.search = new Search(others, stores, () -> isUp() || leaving || over.get());
  }

  private static ActorSystem<Void> listen(Spec spec) {
    try {
      return ActorSystem.create(
          Behaviors.<Void>empty(),
          NAME,
          BootstrapSetup.create(PekkoConfig.of(spec))
              .withClassloader(PekkoCluster.class.getClassLoader()));
    } catch (RemoteTransportException e) {
      throw new IllegalArgumentException(
          "cluster.port: this server cannot listen for the others: " + e.getMessage(), e);
    }
  }

  /** At once if the others have gone on without this process. */
  private void ends(CoordinatedShutdown.Reason reason) {
    if (!isInOrder(reason) && over.compareAndSet(false, true)) {
      exit.lost(withReasons(reason.getClass().getSimpleName().replace("$", "")));
    }
  }

  private void terminated(CoordinatedShutdown ending) {
    if (over.compareAndSet(false, true)) {
      if (isInOrder(ending.getShutdownReason().orElse(null))) {
        exit.drained();
      } else {
        exit.lost("its actor system has ended");
      }
    }
  }

  private static boolean isInOrder(CoordinatedShutdown.@Nullable Reason reason) {
    return reason == ASKED || reason == CoordinatedShutdown.clusterLeavingReason();
  }

  // ── joining and leaving ────────────────────────────────────────────────────────────────────

  @Override
  public void join(Share share, Tokens tokens, Supplier<String> definitions) {
    Sayings mine = new Sayings(Adapter.toClassic(system), name(self()), definitions);
    sayings = mine;
    int maxBytes = spec.maxMessageBytes() - ENVELOPE;
    region =
        ClusterSharding.get(system)
            .init(
                Entity.of(
                        SLICES,
                        context ->
                            SliceActor.of(share, Integer.parseInt(context.getEntityId()), maxBytes))
                    .withMessageExtractor(new BySlice())
                    .withStopMessage(new Wire.Stop(-1)));
    List<Address> seeds = spec.seedNodes().stream().map(this::address).toList();
    new Beginning(
            self(),
            seeds.isEmpty() ? List.of(self()) : seeds,
            turns,
            among -> membership.manager().tell(new JoinSeedNodes(among)),
            () -> isIn() || leaving || over.get())
        .begin();
    search.begin();
    repeat(PING, this::keepAwake);
    repeat(PING, mine::say);
    repeat(COMPARE, () -> mine.compare(members().stream().map(PekkoCluster::name).toList()));
    after(JOINED, this::giveUpJoining);
    TokenRelay relay = new TokenRelay(system, tokens, this::relays, maxBytes, System::nanoTime);
    repeat(TokenRelay.BATCH, relay::send);
    repeat(PING, relay::listen);
  }

  /** Of the others that know what it is. */
  private List<ActorRef<Wire.ToRelay>> relays() {
    return members().stream()
        .filter(it -> it.hasRole(TokenRelay.ROLE) && !it.address().equals(self()))
        .map(it -> TokenRelay.at(it.address(), system))
        .toList();
  }

  private Address self() {
    return membership.selfMember().address();
  }

  private Address address(String hostAndPort) {
    String scheme = self().protocol();
    return AddressFromURIString.parse(scheme + "://" + NAME + '@' + hostAndPort);
  }

  private void repeat(Duration every, Runnable what) {
    system.scheduler().scheduleAtFixedRate(every, every, what, system.executionContext());
  }

  private void after(Duration delay, Runnable what) {
    system.scheduler().scheduleOnce(delay, what, system.executionContext());
  }

  /** Whether it is in a cluster, however small, and whoever asks is let in. */
  private boolean isIn() {
    return membership.selfMember().status() != MemberStatus.removed();
  }

  private boolean isUp() {
    return membership.selfMember().status() == MemberStatus.up();
  }

  /**
   * A slice that has no process, and of which nobody asks anything, is given one by this. Who
   * leaves asks no more: it would wait for the answers.
   */
  private void keepAwake() {
    ActorRef<Wire.ToSlice> to = region;
    if (to != null && isUp() && !leaving) {
      for (int slice = 0; slice < Slices.COUNT; slice++) {
        to.tell(new Wire.Awake(slice));
      }
    }
  }

  /** Started anew it may find the others; alone with a cluster that it began it never would. */
  private void giveUpJoining() {
    MemberStatus status = membership.selfMember().status();
    boolean joins = status == MemberStatus.joining() || status == MemberStatus.removed();
    if (joins && over.compareAndSet(false, true)) {
      exit.lost(
          withReasons("it found no majority of the seed nodes in " + JOINED.toSeconds() + " s"));
    }
  }

  private String withReasons(String what) {
    return search.why().isEmpty() ? what : what + "; " + search.why();
  }

  @Override
  public boolean drain(String node) {
    Optional<Member> member = members().stream().filter(it -> name(it).equals(node)).findFirst();
    member.ifPresent(it -> membership.manager().tell(new Leave(it.address())));
    return member.isPresent();
  }

  @Override
  public void leave() throws InterruptedException {
    over.set(true);
    leaving = true;
    // Whoever never was a member has nobody to hand over to, and would wait for that.
    Optional<String> from =
        isIn() ? Optional.empty() : Optional.of(CoordinatedShutdown.PhaseActorSystemTerminate());
    CompletableFuture<Done> left =
        CoordinatedShutdown.get(Adapter.toClassic(system)).run(ASKED, from).toCompletableFuture();
    try {
      left.get(LEFT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException inVain) {
      system.log().warn("left the cluster without waiting for it: {}", String.valueOf(inVain));
    }
  }

  // ── agents of others ───────────────────────────────────────────────────────────────────────

  @Override
  public void order(AgentId agent, Command command, Consumer<Answer> answer) {
    byte[] json = Json.command(command);
    if (json.length > spec.maxMessageBytes() - ENVELOPE) {
      String why =
          "the command has %d bytes, more than can be sent to the node of agent %s (%d)"
              .formatted(json.length, agent, spec.maxMessageBytes() - ENVELOPE);
      answer.accept(new Answer.Refused(Decision.Code.LIMIT_EXCEEDED, why));
    } else {
      ask(agent, json, answer);
    }
  }

  @Override
  public void look(AgentId agent, Consumer<Answer> answer) {
    ask(agent, null, answer);
  }

  private void ask(AgentId agent, byte @Nullable [] command, Consumer<Answer> answer) {
    ActorRef<Wire.ToSlice> to = region;
    if (to == null) {
      answer.accept(noAnswer(agent, "this node is starting"));
      return;
    }
    AskPattern.<Wire.ToSlice, Wire.Reply>ask(
            to,
            asker -> new Wire.Question(Slices.of(agent), agent, command, asker),
            ANSWER,
            system.scheduler())
        .whenComplete((reply, failed) ->
            answer.accept(
                failed == null
                    ? answer(agent, reply)
                    : noAnswer(agent, "its node does not answer")));
  }

  /** Whoever answered may be of a newer version. */
  static Answer answer(AgentId agent, Wire.Reply reply) {
    try {
      return Json.answer(reply.answer());
    } catch (JacksonException unknown) {
      return noAnswer(
          agent, "its node's answer cannot be read (" + unknown.getOriginalMessage() + ')');
    }
  }

  private static Answer noAnswer(AgentId agent, String why) {
    return new Answer.Refused(
        Decision.Code.UNAVAILABLE,
        "agent " + agent + " cannot be reached now: " + why + "; whether it was done is not known");
  }

  /** Some slices move together: to place one costs Pekko as much as to place eight. */
  private static final class BySlice extends ShardingMessageExtractor<Wire.ToSlice, Wire.ToSlice> {
    @Override
    public String entityId(Wire.ToSlice message) {
      return String.valueOf(message.slice());
    }

    @Override
    public String shardId(String entityId) {
      return part(Integer.parseInt(entityId));
    }

    static String part(int slice) {
      return String.valueOf(slice % PekkoConfig.SHARDS);
    }

    @Override
    public Wire.ToSlice unwrapMessage(Wire.ToSlice message) {
      return message;
    }
  }

  // ── who is there ───────────────────────────────────────────────────────────────────────────

  @Override
  public int processes() {
    return Math.max(1, membership.state().members().size());
  }

  private List<Member> members() {
    List<Member> members = new ArrayList<>();
    membership.state().getMembers().forEach(members::add);
    members.sort(Comparator.comparing(PekkoCluster::name));
    return members;
  }

  private static String name(Member member) {
    return name(member.address());
  }

  private static String name(Address address) {
    return address.getHost().orElse("") + ':' + address.getPort().map(String::valueOf).orElse("");
  }

  @Override
  public List<Node> nodes() {
    ClusterEvent.CurrentClusterState state = membership.state();
    Set<Member> unreachable = state.getUnreachable();
    Map<Address, ShardRegion.ShardRegionStats> regions = regions();
    Sayings said = sayings;
    Map<String, String> definitions = said == null ? Map.of() : said.all();
    Optional<Member> oldest =
        members().stream()
            .filter(it -> it.status() == MemberStatus.up())
            .reduce((a, b) -> a.isOlderThan(b) ? a : b);
    return members().stream()
        .map(it ->
            new Node(
                name(it),
                unreachable.contains(it)
                    ? "unreachable"
                    : it.status().toString().toLowerCase(Locale.ROOT),
                it.address().equals(self()),
                oldest.filter(it::equals).isPresent(),
                Optional.ofNullable(regions.get(it.address())).map(PekkoCluster::count).orElse(-1),
                definitions.getOrDefault(name(it), "")))
        .toList();
  }

  @Override
  public Optional<String> home(AgentId agent) {
    String part = BySlice.part(Slices.of(agent));
    return placed().parts().entrySet().stream()
        .filter(each -> each.getValue().contains(part))
        .map(each -> name(each.getKey()))
        .findFirst();
  }

  /** One asks for all, and a server that is gone makes nobody wait who knows it of late. */
  private Placed placed() {
    long age = System.nanoTime() - placed.atNanos();
    if (age < FRESH) {
      return placed;
    }
    CompletableFuture<Placed> mine = new CompletableFuture<>();
    CompletableFuture<Placed> next = placing.compareAndExchange(null, mine);
    if (next == null) {
      next = mine;
      Thread.ofVirtual().name("reveille-placed").start(() -> place(mine));
    }
    return age < GOOD ? placed : next.join();
  }

  private void place(CompletableFuture<Placed> told) {
    Map<Address, Set<String>> parts = new HashMap<>();
    try {
      regions().forEach((node, region) -> parts.put(node, Set.copyOf(region.getStats().keySet())));
    } finally {
      Placed now = new Placed(parts, System.nanoTime());
      placed = now;
      placing.set(null);
      told.complete(now);
    }
  }

  /** What each holds; empty if nobody said so in time. */
  private Map<Address, ShardRegion.ShardRegionStats> regions() {
    try {
      return AskPattern.<ClusterShardingQuery, ShardRegion.ClusterShardingStats>ask(
              ClusterSharding.get(system).shardState(),
              to -> new GetClusterShardingStats(SLICES, STATS, to),
              STATS.multipliedBy(2),
              system.scheduler())
          .toCompletableFuture()
          .get()
          .getRegions();
    } catch (ExecutionException nobodySaidSo) {
      return Map.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  private static int count(ShardRegion.ShardRegionStats region) {
    return region.getStats().values().stream().mapToInt(it -> ((Number) it).intValue()).sum();
  }

  @Override
  public Standing standing() {
    MemberStatus status = membership.selfMember().status();
    if (status != MemberStatus.up()) {
      String is = status == MemberStatus.removed() ? "seeks the others" : "is " + status;
      return new Standing(false, false, withReasons("this node " + is.toLowerCase(Locale.ROOT)));
    }
    List<String> silent =
        membership.state().getUnreachable().stream().map(PekkoCluster::name).sorted().toList();
    return silent.isEmpty()
        ? new Standing(true, true, members().size() + " nodes")
        : new Standing(true, false, "no answer from " + String.join(", ", silent));
  }
}
