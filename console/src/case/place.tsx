import type { Citation } from '#core/policy/finding.ts';

/** The exact place in the bundle. */
export function Place({ pointer }: { pointer: Citation['pointer'] }) {
  const { file, member, path, bytes, sha256 } = pointer;
  return (
    <dl class="facts">
      <dt>File</dt>
      <dd class="code">{file}</dd>
      {member !== undefined && (
        <>
          <dt>Member</dt>
          <dd class="code">{member}</dd>
        </>
      )}
      {path !== undefined && path !== '' && (
        <>
          <dt>JSON path</dt>
          <dd class="code">{path}</dd>
        </>
      )}
      {bytes !== undefined && (
        <>
          <dt>Bytes</dt>
          <dd class="code">
            {bytes[0]} to {bytes[1]}
          </dd>
        </>
      )}
      {sha256 !== undefined && (
        <>
          <dt>SHA-256</dt>
          <dd class="code">{sha256.replace('sha256:', '')}</dd>
        </>
      )}
    </dl>
  );
}
