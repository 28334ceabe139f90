import type { Area, Row } from './row.ts';

const BEGIN = '<!-- conformance: written by `npm run conformance` -->';
const END = '<!-- /conformance -->';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
const outcomeOf = ({ outcome, note }: Row) => (note === undefined ? outcome : `**${outcome}**: ${cell(note)}`);

function tableOf({ title, rows }: Area): string {
  const lines = rows.map((row) => `| ${row.id} | [${cell(row.statement)}](${row.source}) | ${outcomeOf(row)} |`);
  return [`### ${title}`, '| | documented | here |', '| --- | --- | --- |', ...lines].join('\n');
}

/** The document with the table of all areas in place of the one that it has. @throws where it has no place for it */
export function withTable(document: string, areas: readonly Area[]): string {
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`the document lacks ${BEGIN} … ${END}`);
  const rows = areas.flatMap((area) => area.rows);
  const count = (outcome: Row['outcome']) => rows.filter((row) => row.outcome === outcome).length;
  const sum = `${rows.length} statements: ${count('conforms')} conform, ${count('differs')} differ, ${count('refused')} are refused.`;
  return `${before}${BEGIN}\n${[sum, ...areas.map(tableOf)].join('\n\n')}\n${END}${after}`;
}
