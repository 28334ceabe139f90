import { threadPool } from './pool.ts';

/** The other threads of this process: one pool for all logs that it reads. */
export const processThreads = threadPool();
