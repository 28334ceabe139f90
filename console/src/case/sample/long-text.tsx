/** Most characters that are shown without being asked for, and how many of a longer text are. */
const LONG = 1_500;
const SHOWN = 600;

/** Text out of a bundle as it stands there; a long one is folded behind its beginning and says how long it is. */
export function LongText({ text, label }: { text: string; label: string }) {
  if (text.length <= LONG) return <pre class="text">{text}</pre>;
  return (
    <details class="long">
      <summary>
        <span class="text beginning">{text.slice(0, SHOWN).toWellFormed()}…</span>
        <span class="ask">
          All of {label}: {text.length.toLocaleString('en')} characters
        </span>
      </summary>
      <pre class="text">{text}</pre>
    </details>
  );
}
