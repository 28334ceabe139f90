import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BundleIndex } from '#core/bundle/bundle-index.ts';
import { openBundle } from '#core/bundle/open-bundle.ts';
import { fromBytes } from '#core/io/random-access.ts';
import { citeProblem } from '#core/policy/judge/citations.ts';
import { bundleMembers, bundleOf, type Files, manifestFor, sha256 } from '../../fixtures/bundle-builder.ts';
import { countedSource } from '../../fixtures/counted-source.ts';
import { memorySpool } from '../../fixtures/memory-spool.ts';
import { type ArchiveSpec, type MemberSpec, writeZip } from '../../fixtures/zip-writer.ts';

/** Opens, and checks what holds of every index: it passes its schema unchanged, and each problem reads as a sentence. */
async function open(bytes: Uint8Array): Promise<BundleIndex> {
  const index = await openBundle(fromBytes(bytes), { spool: memorySpool });
  expect(BundleIndex.parse(JSON.parse(JSON.stringify(index)))).toEqual(index);
  for (const problem of index.problems) {
    expect(problem.found).not.toBe('');
    const { pointer, note } = citeProblem(problem);
    expect(`${pointer.file} ${pointer.path ?? ''}: ${note}`).not.toMatch(/\p{Cc}|undefined/u);
  }
  return index;
}

const codes = ({ problems }: BundleIndex) => problems.map(({ code, file }) => `${code} ${file}`);

const log = writeZip([
  { name: '_journal/start.json', data: '{}', method: 8 },
  { name: 'header.json', data: '{"status": "success"}', method: 8 },
]).bytes;
const files: Files = {
  'cards/model-card.md': '# Lark 1',
  'evals/a.eval': log,
  'evals/b.json': '{"status": "success"}',
};
const manifest = manifestFor(files, {
  evaluations: [
    { id: 'a', path: 'evals/a.eval', configuration: 'capability' },
    { id: 'b', path: 'evals/b.json', configuration: 'release' },
  ],
  documents: [{ kind: 'model-card', path: 'cards/model-card.md' }],
});

describe('openBundle, of a bundle in order', () => {
  it('has no problem with it, and lists each file with its digest', async () => {
    const index = await open(bundleOf(files, manifest));
    expect(index.problems).toEqual([]);
    expect(index.manifest?.vendor.id).toBe('larkspur');
    expect(index.members.map(({ path, bytes, sha256: digest }) => [path, bytes, digest])).toEqual([
      ['bundle.json', expect.any(Number), sha256(JSON.stringify(manifest, null, 2))],
      ...Object.entries(files).map(([path, data]) => [path, Buffer.byteLength(data), sha256(data)]),
    ]);
  });

  it('accepts folders, a folder as an evaluation, and office documents', async () => {
    const more: Files = {
      'evals/run/x.json': '{}',
      'documents/framework.docx': writeZip([{ name: 'word/document.xml' }]).bytes,
    };
    const listed = manifestFor(more, { evaluations: [{ id: 'run', path: 'evals/run/', configuration: 'release' }] });
    const members = [{ name: 'evals/' }, ...bundleMembers(more, listed)];
    expect((await open(writeZip(members).bytes)).problems).toEqual([]);
  });

  it('reads each byte of a large bundle about once', async () => {
    const large = { 'evals/b.json': Buffer.alloc(12_000_000, 'not compressed at all ') };
    const source = countedSource(writeZip(bundleMembers(large, manifestFor(large), 0)).bytes);
    await openBundle(source, { spool: memorySpool });
    expect(source.reads.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(source.size * 1.15);
    expect(Math.max(...source.reads.map(({ length }) => length))).toBeLessThanOrEqual(4 * 1024 * 1024);
  });
});

describe('openBundle, of an archive at fault', () => {
  it.each<[string, Uint8Array, string]>([
    ['empty', Buffer.alloc(0), 'not-a-zip'],
    ['a JSON file', Buffer.from('{}'), 'not-a-zip'],
    ['cut short', bundleOf(files, manifest).subarray(0, 700), 'truncated'],
    [
      '100,000 members',
      writeZip(
        Array.from({ length: 100_000 }, (_, n) => ({ name: `${n}` })),
        { zip64: true },
      ).bytes,
      'too-many-members',
    ],
    [
      'overlapping',
      writeZip([
        { name: 'a', data: 'x' },
        { name: 'b', data: 'x', offset: 0 },
      ]).bytes,
      'overlapping-members',
    ],
  ])('%s', async (_, bytes, code) => {
    const index = await open(bytes);
    expect(codes(index)).toEqual(
      [`${code} bundle.zip`].map((text) => (code === 'overlapping-members' ? expect.stringContaining(code) : text)),
    );
    expect(index).toMatchObject({ bytes: bytes.byteLength, digest: null, manifest: null, members: [] });
    expect(index.problems[0]?.criterion).toBe('INT-01');
  });

  it.each<[string, MemberSpec, string]>([
    ['absolute', { name: '/etc/x' }, 'path-escapes /etc/x'],
    ['parent', { name: '../x' }, 'path-escapes ../x'],
    ['Windows', { name: 'C:\\x' }, 'path-escapes C:\\x'],
    ['control character', { name: 'x\u0007' }, 'path-control-character x\\u0007'],
    ['encrypted', { name: 'x', data: 'y', flags: 1 }, 'encrypted x'],
    ['damaged', { name: 'x', data: 'y', crc32: 9 }, 'checksum-differs x'],
    [
      'bomb',
      { name: 'x', stored: deflateRawSync(Buffer.alloc(20_000_000)), method: 8, size: 20_000_000 },
      'compression-ratio x',
    ],
    ['lying size', { name: 'x', data: 'yyyy', method: 8, size: 1 }, 'size-differs x'],
  ])('one member: %s; the others are still checked', async (_, member, problem) => {
    const broken = { 'a.md': 'text' };
    const members = bundleMembers(broken, manifestFor({ 'a.md': 'other' }));
    const index = await open(writeZip([...members, member]).bytes);
    expect(codes(index)).toContain(problem);
    expect(codes(index)).toContain('size-not-as-listed a.md');
    expect(index.manifest).not.toBeNull();
  });

  it.each<[string, MemberSpec, string]>([
    ['a symbolic link', { name: 'link', data: '/etc/passwd', mode: 0o120777 }, 'symbolic-link link'],
    ['a device', { name: 'null', mode: 0o020666 }, 'special-file null'],
  ])('%s is no file of the bundle', async (_, member, problem) => {
    const index = await open(writeZip([...bundleMembers({}), member]).bytes);
    expect(codes(index)).toEqual([problem]);
    expect(index.members.map(({ path }) => path)).toEqual(['bundle.json']);
  });

  it('two members of one name: the last counts, and it is a problem', async () => {
    const index = await open(writeZip([{ name: 'a.md', data: 'old' }, ...bundleMembers({ 'a.md': 'new' })]).bytes);
    expect(codes(index)).toEqual(['duplicate-member a.md']);
    expect(index.members.find(({ path }) => path === 'a.md')?.sha256).toBe(sha256('new'));
  });

  it('an unreadable member has one problem, and the bundle no digest', async () => {
    const broken: MemberSpec = { name: 'a.md', data: 'text', method: 8, crc32: 1 };
    const index = await open(writeZip([...bundleMembers({}, manifestFor({ 'a.md': 'text' })), broken]).bytes);
    expect(codes(index)).toEqual(['checksum-differs a.md']);
    expect(index.digest).toBeNull();
  });

  it('passes on errors of the source', async () => {
    const gone = new Error('the object is gone');
    const source = { size: 1000, read: () => Promise.reject(gone) };
    await expect(openBundle(source, { spool: memorySpool })).rejects.toBe(gone);
  });
});

describe('openBundle, of a manifest at fault', () => {
  it('absent', async () => {
    const index = await open(writeZip([{ name: 'a.md', data: 'x' }]).bytes);
    expect(index.problems).toMatchObject([{ code: 'manifest-missing', file: 'bundle.zip' }]);
  });

  it('one folder too deep: says where it is and how to pack', async () => {
    const members = bundleMembers({ 'a.md': 'x' }).map((member) => ({ ...member, name: `my-bundle/${member.name}` }));
    const index = await open(writeZip(members).bytes);
    expect(index.problems).toMatchObject([
      { code: 'manifest-missing', found: expect.stringContaining('my-bundle/bundle.json') },
    ]);
  });

  it('50 MB, refused unread', async () => {
    const index = await open(bundleOf({}, `{"notice": "${'x'.repeat(50_000_000)}"}`));
    expect(codes(index)).toEqual(['compression-ratio bundle.json', 'manifest-too-large bundle.json']);
  });

  it('damaged: one problem', async () => {
    const [first, ...rest] = bundleMembers(files, manifest);
    if (first === undefined) throw new Error('no manifest');
    const index = await open(writeZip([{ ...first, crc32: 1 }, ...rest]).bytes);
    expect(index.problems.filter(({ file }) => file === 'bundle.json')).toMatchObject([{ code: 'checksum-differs' }]);
  });

  it('not JSON, or of the wrong types: the members are listed all the same', async () => {
    expect(codes(await open(bundleOf(files, '{')))).toContain('manifest-not-json bundle.json');
    const index = await open(bundleOf(files, { ...manifest, date: 7, model: {} }));
    expect(index.problems.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['/date', '/model/id', '/model/version', '/model/weightsDigest']),
    );
    expect(index.members).toHaveLength(4);
  });

  it('what it says of the files is compared with the files', async () => {
    const listed = manifestFor({ 'absent.md': 'x', 'changed.md': 'before', 'longer.md': 'short' });
    const index = await open(
      bundleOf({ 'changed.md': 'after!', 'longer.md': 'long enough', 'extra.md': 'x', '.DS_Store': 'x' }, listed),
    );
    expect(codes(index)).toEqual([
      'file-not-listed .DS_Store',
      'file-absent bundle.json',
      'digest-differs changed.md',
      'file-not-listed extra.md',
      'size-not-as-listed longer.md',
    ]);
    const differs = index.problems.find(({ code }) => code === 'digest-differs');
    expect(differs?.found).toBe(sha256('after!'));
    expect(differs?.expected).toContain(sha256('before'));
    expect(index.problems.find(({ code }) => code === 'file-absent')?.pointer).toBe('/files/0');
  });

  it('ids and paths that occur twice, paths that leave the bundle, references to nothing, itself in its list', async () => {
    const listed = manifestFor(
      { 'a.md': 'x' },
      {
        evaluations: [
          { id: 'same', path: 'a.md', configuration: 'release' },
          { id: 'same', path: 'nowhere.eval', configuration: 'release' },
        ],
        documents: [{ kind: 'model-card', path: 'a' }],
        files: ['a.md', 'a.md', '../b.md', 'bundle.json'].map((path) => ({ path, bytes: 1, sha256: sha256('x') })),
      },
    );
    const index = await open(bundleOf({ 'a.md': 'x' }, listed));
    expect(index.problems.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual(
      expect.arrayContaining([
        'manifest-not-unique /evaluations/1/id',
        'manifest-not-unique /files/1/path',
        'path-not-listed /evaluations/1/path',
        'path-not-listed /documents/0/path',
        'path-escapes /files/2/path',
        'manifest-lists-itself /files/3/path',
      ]),
    );
  });
});

describe('openBundle, of files that do not belong', () => {
  const inspect = async (content: Files, archive?: ArchiveSpec) =>
    open(bundleOf(content, manifestFor(content), archive));

  it('weights, executables, archives: by content whatever the name, and by name whatever the content', async () => {
    const index = await inspect({
      'a.txt': Buffer.from('GGUF\u0003\0\0\0'),
      'b.safetensors': 'no weights at all',
      'c.md': Buffer.from('\x7fELF\x02', 'latin1'),
      'd.zip': writeZip([{ name: 'x' }]).bytes,
      'e.eval': writeZip([{ name: 'payload.bin' }]).bytes,
      'f.tar.gz': 'x',
    });
    expect(codes(index)).toEqual([
      'model-weights a.txt',
      'model-weights b.safetensors',
      'executable c.md',
      'nested-archive d.zip',
      'nested-archive e.eval',
      'nested-archive f.tar.gz',
    ]);
    expect(new Set(index.problems.map(({ criterion }) => criterion))).toEqual(new Set(['INT-06']));
  });

  it('an evaluation log is no archive, unless it carries something else', async () => {
    expect((await inspect({ 'a.eval': log, 'b.zip': log })).problems).toEqual([]);
    const smuggling = writeZip([
      { name: 'header.json', data: '{}' },
      { name: 'samples/model.safetensors', data: 'x' },
    ]).bytes;
    expect(codes(await inspect({ 'a.eval': smuggling }))).toEqual(['model-weights a.eval']);
  });

  it('a declared evaluation that is broken is left to the reader of logs', async () => {
    const content = { 'a.eval': log.subarray(0, 100) };
    const listed = manifestFor(content, { evaluations: [{ id: 'a', path: 'a.eval', configuration: 'release' }] });
    expect((await open(bundleOf(content, listed))).problems).toEqual([]);
    expect(codes(await inspect(content))).toEqual(['nested-archive a.eval']);
  });

  it('credentials and attack code: file, line and a redacted excerpt; none in declared logs, which quote them', async () => {
    const token = `ghp_${'aB3dE5fG7hJ9'.repeat(3)}`;
    const shellcode = ['fc', '48', '83', 'e4', 'f0', 'e8'];
    const content: Files = {
      'notes.md': `# Notes\n\ntoken: ${token}\n`,
      'exploit.py': `buf = b"${shellcode.map((byte) => `\\x${byte}`).join('')}"\n`,
      'sample.bin': Buffer.from(`0000${shellcode.join('')}`, 'hex'),
      'evals/ctf.json': JSON.stringify({ messages: [token, 'x'] }),
    };
    const listed = manifestFor(content, { evaluations: [{ id: 'ctf', path: 'evals', configuration: 'capability' }] });
    const index = await open(bundleOf(content, listed));
    expect(codes(index)).toEqual(['exploit-code exploit.py', 'secret notes.md', 'exploit-code sample.bin']);
    expect(index.problems[1]).toMatchObject({ line: 3, found: 'GitHub token: ghp_… (40 characters)' });
    expect(JSON.stringify(index.problems)).not.toContain(token);
  });

  it('of a sealed file it is told that there is something, neither what nor where', async () => {
    const content: Files = { 'notes.md': `# Notes\n\ntoken: ghp_${'aB3dE5fG7hJ9'.repeat(3)}\n` };
    const [file] = [manifestFor(content).files].flat();
    const listed = manifestFor(content, { files: [{ ...Object(file), confidentiality: 'sealed' }] });
    const { problems } = await open(bundleOf(content, listed));
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'secret',
        file: 'notes.md',
        found: 'secret in a sealed file, of which no more is told',
      }),
    ]);
    expect(problems[0]).not.toHaveProperty('line');
  });

  it('ten thousand problems are kept as two hundred and a count', async () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`${n}.gguf`, '']));
    const index = await inspect(many);
    expect(index.problems).toHaveLength(201);
    expect(index.problems.at(-1)).toMatchObject({
      code: 'model-weights',
      file: 'bundle.zip',
      found: '800 more problems of this kind',
    });
  });
});
