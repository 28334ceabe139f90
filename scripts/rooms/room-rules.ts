/** What a room may import; the table of `docs/architecture.md`. */
export interface RoomRule {
  /** Other rooms. A room may always import itself. */
  readonly rooms: readonly string[];
  /** Modules of Node: all, or those listed. */
  readonly node: 'all' | readonly string[];
  /** npm packages that it may not import, by pattern. */
  readonly notPackages: RegExp;
  /** Text that makes a result depend on more than its input. */
  readonly impure?: RegExp;
}

const DEPLOYMENT = /^(aws-cdk|aws-cdk-lib|constructs|cdk-nag)(\/|$)/;
const AWS = /^(@aws-sdk\/|@smithy\/|@aws-lambda-powertools\/|aws-|constructs|cdk-nag)/;

/** All but what a vendor uploads with from its own account. */
const AWS_BUT_UPLOADS = new RegExp(`(?!^@aws-sdk/client-(s3|sts)$)${AWS.source}`);

/** Looks at the whole from outside. */
const ANY: RoomRule = {
  rooms: [
    'cli',
    'console',
    'core',
    'examples',
    'functions',
    'infra',
    'local',
    'ops',
    'scripts',
    'statemachines',
    'test',
    'threads',
  ],
  node: 'all',
  notPackages: /^$/,
};

export const roomRules: Readonly<Record<string, RoomRule>> = {
  core: {
    rooms: [],
    node: ['buffer', 'crypto', 'events', 'stream', 'util', 'zlib'],
    notPackages: new RegExp(`${AWS.source}|^(hono|commander|picocolors|cli-table3|esbuild|yazl)(/|$)`),
    impure:
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandom(UUID|Bytes|Int)\b|\bprocess\.|\bfetch\(|\bset(Timeout|Interval)\(/,
  },
  threads: { rooms: ['core'], node: ['crypto', 'os', 'worker_threads'], notPackages: /./ },
  functions: { rooms: ['core', 'threads'], node: 'all', notPackages: DEPLOYMENT },
  statemachines: { rooms: [], node: [], notPackages: /./ },
  infra: { rooms: ['statemachines'], node: 'all', notPackages: /^(@aws-sdk\/|@aws-lambda-powertools\/)/ },
  console: { rooms: ['core'], node: [], notPackages: AWS },
  cli: { rooms: ['core', 'ops', 'threads'], node: 'all', notPackages: AWS_BUT_UPLOADS },
  ops: { rooms: ['core', 'functions'], node: 'all', notPackages: DEPLOYMENT },
  local: { rooms: [], node: 'all', notPackages: DEPLOYMENT },
  examples: { rooms: ['core'], node: 'all', notPackages: AWS },
  scripts: { rooms: ['cli', 'core'], node: 'all', notPackages: DEPLOYMENT },
  bench: ANY,
  test: ANY,
};
