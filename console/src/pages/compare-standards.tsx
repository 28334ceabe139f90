import { useLocation } from 'preact-iso';
import { ComparablePack, diffPacks, type PackChange } from '#core/policy/compare/diff-packs.ts';
import { query } from '../api/client.ts';
import { Fault, Loading } from '../components/fault.tsx';
import { SelectField } from '../components/fields.tsx';
import { Scroll } from '../components/scroll.tsx';
import { useLoaded } from '../components/use-loaded.ts';
import { count } from '../components/words.ts';
import { Page } from '../layout/page.tsx';
import { loadIndex } from '../standards/load.ts';
import { loadData } from '../standards/load-data.ts';

/** Two standards, or two versions of one, side by side: what can change an outcome first. For everybody. */
export function CompareStandardsPage() {
  const { query: asked, path, route } = useLocation();
  const [index, again] = useLoaded(loadIndex, []);
  if (index.state !== 'loaded')
    return (
      <Page title="Compare standards">
        {index.state === 'loading' ? <Loading what="the standards" /> : <Fault error={index.error} retry={again} />}
      </Page>
    );
  const names = index.value.standards.map(({ id, version }) => `${id}/${version}`);
  const before = names.find((one) => one === asked.before) ?? names[0] ?? '';
  const after = names.find((one) => one === asked.after) ?? names.find((one) => one !== before) ?? before;
  const choices = names.map((one) => ({ value: one, text: one }));
  const show = (both: { before: string; after: string }) => route(`${path}${query(both)}`, true);
  return (
    <Page title="Compare standards">
      <div class="toolbar">
        <SelectField label="Before" value={before} onChange={(one) => show({ before: one, after })} choices={choices} />
        <SelectField label="After" value={after} onChange={(one) => show({ before, after: one })} choices={choices} />
      </div>
      <Compared before={before} after={after} />
    </Page>
  );
}

const loadPack = (name: string) => loadData(ComparablePack, `packs/${name}`);

function Compared({ before, after }: { before: string; after: string }) {
  const [loaded, again] = useLoaded(
    async () => diffPacks(await loadPack(before), await loadPack(after)).changes,
    [before, after],
  );
  if (loaded.state === 'loading') return <Loading what="what changed" />;
  if (loaded.state === 'failed') return <Fault error={loaded.error} retry={again} />;
  const changes = loaded.value;
  const deciding = changes.filter(({ decides }) => decides);
  const wording = changes.filter(({ decides }) => !decides);
  if (changes.length === 0) return <p class="note good">There is no difference.</p>;
  return (
    <>
      <p role="status">
        {count(deciding.length, 'change')} that can make an outcome another, {wording.length} besides.
      </p>
      {deciding.length > 0 && <Changes title="Can change an outcome" changes={deciding} />}
      {wording.length > 0 && (
        <details class="panel">
          <summary>Wording, sources, examples and procedure ({wording.length})</summary>
          <Changes title="Wording, sources, examples and procedure" changes={wording} />
        </details>
      )}
    </>
  );
}

function Changes({ title, changes }: { title: string; changes: readonly PackChange[] }) {
  return (
    <Scroll label={title}>
      <table class="usa-table usa-table--borderless">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Criterion</th>
            <th scope="col">What</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ criterion, aspect, field, before, after }) => (
            <tr key={`${criterion} ${field}`}>
              <th scope="row">{criterion ?? 'The standard'}</th>
              <td>
                {aspect} <span class="quiet code">{field}</span>
              </td>
              <td>{textOf(before)}</td>
              <td>{textOf(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** Longer values are told by their beginning. */
const MOST = 400;

function textOf(value: PackChange['before']): string {
  if (value === undefined) return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1).replaceAll(/\s+/g, ' ');
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
