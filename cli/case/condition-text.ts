import { NewCondition } from '#core/adjudication/case/parts.ts';
import { fitting } from '../io/data-file.ts';
import { UsageError } from '../usage-error.ts';

const FIELDS = ['text', 'criterion', 'metric', 'due', 'verifier', 'expires'] as const;
const FIELD = new RegExp(`(?:^|;)\\s*(${FIELDS.join('|')})\\s*=`, 'g');

/** How a condition is written in one option. */
export const CONDITION_FORM = 'text=...; criterion=...; metric=...; due=YYYY-MM-DD; verifier=...; expires=YYYY-MM-DD';

/** A condition out of one option, `text=...; metric=...; due=...`. A semicolon that no field follows is part of the text. @throws UsageError */
export function conditionOf(option: string): NewCondition {
  const found = [...option.matchAll(FIELD)];
  if (found.length === 0 || found[0]?.index !== 0)
    throw new UsageError('A condition is not written like this.', {
      where: `--condition "${option}"`,
      expected: CONDITION_FORM,
      cure: 'Give all fields but "criterion", which names the open point that the condition covers; or use --file.',
    });
  const fields = found.map((match, at) => {
    const from = match.index + match[0].length;
    return [match[1], option.slice(from, found[at + 1]?.index ?? option.length).trim()];
  });
  return fitting(NewCondition, Object.fromEntries(fields), `--condition "${option}"`);
}
