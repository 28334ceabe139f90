import type { Command } from 'commander';

/** Adds the options that say where the API is. */
export function withConnection(command: Command): Command {
  return command
    .option('--api <url>', 'address of the review service (COUNTERSIGN_API)')
    .option('--token-url <url>', 'where to get an access token (COUNTERSIGN_TOKEN_URL)')
    .option(
      '--client-id <id>',
      'client credentials (COUNTERSIGN_CLIENT_ID; the secret comes from COUNTERSIGN_CLIENT_SECRET)',
    )
    .option('--profile <file>', 'a file with all of these (default: .countersign/profile.json here or above)')
    .option('--as <person>', 'act as a sample person of the local run, such as nsa-reviewer-1 or vendor-acceptance');
}
