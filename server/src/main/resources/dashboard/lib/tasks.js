/** States of tasks that have not ended. */
export const UNDER_WAY = ['queued', 'running', 'waiting', 'retrying'];

/** All of them. */
export const TASK_STATES = [...UNDER_WAY, 'succeeded', 'failed', 'dead', 'cancelled', 'expired'];
