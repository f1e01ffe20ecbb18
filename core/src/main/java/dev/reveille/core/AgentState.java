package dev.reveille.core;

/**
 * The five states of an agent, derived by {@link Agent#state()} and nowhere else.
 *
 * <pre>
 *   from \ what happens        task starts   last running task ends   sleep set   wake     stop      start
 *   IDLE     nothing to do     ACTIVE        –                        SLEEPING    –        STOPPED   –
 *   WAITING  tasks, none runs  ACTIVE        –                        SLEEPING    –        STOPPED   –
 *   ACTIVE   some task runs    ACTIVE        IDLE, WAITING, SLEEPING  ACTIVE (1)  ACTIVE   ACTIVE(2) –
 *                                            or STOPPED
 *   SLEEPING asleep, none runs – (3)         –                        SLEEPING    IDLE or  STOPPED   –
 *                                                                                 WAITING
 *   STOPPED  no task may start – (3)         –                        STOPPED(4)  –        –         IDLE, WAITING
 *                                                                                                    or SLEEPING
 *
 *   (1) a running task ends first; no other one starts
 *   (2) drain: it stops when the last running task has ended; stop now: STOPPED at once
 *   (3) no task starts: a task queues; one of at least wakeOnPriority wakes a sleeping agent
 *   (4) it is remembered, and holds once the agent is started
 * </pre>
 */
public enum AgentState {
  IDLE,
  ACTIVE,
  SLEEPING,
  WAITING,
  STOPPED
}
