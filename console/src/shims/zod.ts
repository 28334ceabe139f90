import { config } from 'zod/v4';

/**
 * Zod, told not to compile schemas: under the console's policy it may not, and its try is reported as a violation. It tries as soon as a
 * schema is made, so this stands in for `zod` itself, which every module with a schema loads first, however they are put together in files.
 */
config({ jitless: true });

export * from 'zod/v4';
