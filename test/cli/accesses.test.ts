import { beforeEach, describe, expect, it } from 'vitest';
import type { SeenAccess } from '#core/api/accesses.ts';
import type { CaseLog } from '#core/api/procedure-wire.ts';
import { nextAccess, type Reader } from '#core/attestation/access-ledger.ts';
import { nextEvent } from '#core/attestation/event-chain.ts';
import { CASE_ID, fakeApi } from './support/fake-api.ts';
import { countersign } from './support/test-context.ts';

const record = (n: number, reader: Reader, recent: SeenAccess[], items: string[] = []): SeenAccess => ({
  ...nextAccess(
    {
      caseId: CASE_ID,
      id: `00000000-0000-4000-8000-00000000000${n}`,
      at: `2026-03-02T17:00:0${n}.000Z`,
      reader,
      what: reader.kind === 'function' ? 'agency-evidence' : 'findings',
      standard: 'us-frontier/2026.1',
      items,
    },
    recent,
  ),
  name: null,
});
const first = record(1, { kind: 'function', who: 'check-agency', agency: 'nsa' }, [], ['a', 'b', 'c', 'd']);
const second = record(2, { kind: 'person', who: 'f00', roles: ['agency.nsa.reviewer'] }, [first]);

let log: CaseLog['events'] = [];
beforeEach(() => {
  log = [];
});

async function accesses(all: readonly SeenAccess[], ...more: string[]) {
  await using api = await fakeApi();
  api.events = log;
  api.meddle = ({ method, path, count }, response) => {
    if (method !== 'GET' || !path.includes('/accesses')) return false;
    const at = count - 1;
    response.writeHead(200, { 'content-type': 'application/json' });
    const next = at + 1 < all.length ? String(at + 1) : null;
    response.end(JSON.stringify({ accesses: all.slice(at, at + 1), next }));
    return true;
  };
  return await countersign(['accesses', CASE_ID, ...more], { env: api.env });
}

describe('accesses', () => {
  it('shows who read what over all pages, and that the ledger holds', async () => {
    const { exitCode, stdout } = await accesses([first, second], '--noted', first.hash);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /17:00:01\s+function check-agency of nsa\s+agency-evidence\s+us-frontier\/2026\.1\s+a, b, c and 1 more/,
    );
    expect(stdout).toMatch(/f00 \(agency\.nsa\.reviewer\)\s+findings\s+us-frontier\/2026\.1\s+all they may see/);
    expect(stdout).toContain('The ledger holds: 2 hashes recomputed');
    expect(stdout).toContain(`--noted): ${second.hash}`);
  });

  it('fails where a record was taken away, or was changed', async () => {
    const removed = await accesses([second]);
    expect([removed.exitCode, removed.stdout]).toEqual([7, expect.stringContaining(`missing: ${first.hash}`)]);
    const noted = await accesses([first], '--noted', second.hash);
    expect([noted.exitCode, noted.stdout]).toEqual([7, expect.stringContaining(`missing: ${second.hash}`)]);
    const changed = await accesses([{ ...first, items: [] }, second], '--json');
    expect(changed.exitCode).toBe(7);
    expect(JSON.parse(changed.stdout).faults).toEqual([{ record: first.id, fault: 'wrong-hash' }]);
  });

  it('fails where a record is gone that the log of the case holds fast, or where that log is no chain', async () => {
    const opened = nextEvent(null, { caseId: CASE_ID, type: 'opened', at: '2026-03-02T17:00:00.000Z', data: {} });
    const placed = { caseId: CASE_ID, type: 'hold_placed', at: '2026-03-02T17:00:03.000Z', data: {} } as const;
    log = [opened, nextEvent(opened, placed, [second.hash])].map((event) => ({ ...event, standard: null }));
    expect((await accesses([first, second])).stdout).toContain('or the log of the case (1 hash)');
    const removed = await accesses([first]);
    expect([removed.exitCode, removed.stdout]).toEqual([7, expect.stringContaining(`missing: ${second.hash}`)]);
    expect(await accesses([])).toMatchObject({ exitCode: 7 });
    log = log.map((event) => ({ ...event, ...(event.ledger && { ledger: [first.hash] }) }));
    const rewritten = await accesses([first]);
    expect([rewritten.exitCode, rewritten.stdout]).toEqual([7, expect.stringContaining('is no whole chain')]);
  });

  it('says so where nobody has read anything', async () => {
    expect((await accesses([])).stdout).toContain('Nobody has read anything');
  });
});
