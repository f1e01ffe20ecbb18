package dev.reveille.tools;

import dev.reveille.engine.Commands;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Views;

/**
 * What tools need of the server to have to do with other agents.
 *
 * @param commands may be bound late: no tool gives a command before its first call
 * @param maker may be bound late, too
 */
public record Ports(
    AgentLister agents, Commands commands, Views views, Journal journal, AgentMaker maker) {}
