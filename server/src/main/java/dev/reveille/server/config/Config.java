package dev.reveille.server.config;

/**
 * The configuration: one YAML file, over it the environment, over that the command line. A new key
 * is a new component, a default in {@code defaults()} and a line in {@code docs/configuration.md}.
 *
 * @param async whether agents work at all
 * @param server where the server listens, and to whom
 * @param data where the store is
 * @param store a database in its place
 * @param agents where agent definitions are
 * @param workspace what tools may touch
 * @param tools what they may do beside that
 * @param mcp servers of the Model Context Protocol whose tools agents may use
 * @param models which models there are
 * @param engine how much work runs at once
 * @param admission when the server does less because everything is busy
 * @param memory what happens when it becomes scarce
 * @param limits how much there may be
 * @param budget what all agents may spend together
 * @param events how much of their history can be listed
 * @param secrets what is taken out of all that enters the journal and the log
 * @param log what is written to stderr
 * @param telemetry what else the server tells of itself
 */
public record Config(
    AsyncConfig async,
    ServerConfig server,
    DataConfig data,
    StoreConfig store,
    AgentsConfig agents,
    WorkspaceConfig workspace,
    ToolsConfig tools,
    McpConfig mcp,
    ModelsConfig models,
    EngineConfig engine,
    AdmissionConfig admission,
    MemoryConfig memory,
    LimitsConfig limits,
    BudgetConfig budget,
    EventsConfig events,
    SecretsConfig secrets,
    LogConfig log,
    TelemetryConfig telemetry) {

  public static Config defaults() {
    return new Config(
        AsyncConfig.defaults(),
        ServerConfig.defaults(),
        DataConfig.defaults(),
        StoreConfig.defaults(),
        AgentsConfig.defaults(),
        WorkspaceConfig.defaults(),
        ToolsConfig.defaults(),
        McpConfig.defaults(),
        ModelsConfig.defaults(),
        EngineConfig.defaults(),
        AdmissionConfig.defaults(),
        MemoryConfig.defaults(),
        LimitsConfig.defaults(),
        BudgetConfig.defaults(),
        EventsConfig.defaults(),
        SecretsConfig.defaults(),
        LogConfig.defaults(),
        TelemetryConfig.defaults());
  }
}
