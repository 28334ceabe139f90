import * as z from 'zod';

/** Zod compiles a schema where it may, and tries whether it may; under the console's policy it may not, and a try is reported as a violation. */
z.config({ jitless: true });
