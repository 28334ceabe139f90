import { PERMISSIONS } from '#core/adjudication/case/permissions.ts';
import { words } from '../components/words.ts';
import { TITLES } from './action.ts';

/** Stands where a link asks for a form that the reader may not use, or not now. */
export function NotOffered({ action, stage }: { action: string; stage: string }) {
  const [, title] = Object.entries(TITLES).find(([name]) => name === action) ?? [];
  const [, permission] = Object.entries(PERMISSIONS).find(([name]) => name === action) ?? [];
  return (
    <p class="note warn" role="status">
      {title === undefined || permission === undefined ? (
        <>There is nothing called “{action}” to be done in a case.</>
      ) : (
        <>
          <strong>“{title}” is not open to you here.</strong> It is for {list(permission.roles)}, as far as they take
          part in the case, in the stage {list(permission.stages)}. The case is in the stage {words(stage)}.
        </>
      )}
    </p>
  );
}

function list(names: readonly string[]): string {
  const [last = '', ...others] = names.map(words).toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(', ')} or ${last}`;
}
