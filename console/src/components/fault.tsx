/** What went wrong, for the person, and a way to try again. */
export function Fault({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <div class="usa-alert usa-alert--error" role="alert">
      <div class="usa-alert__body">
        <h2 class="usa-alert__heading">This did not work</h2>
        <p class="usa-alert__text">{error instanceof Error ? error.message : String(error)}</p>
        {retry && (
          <button type="button" class="usa-button usa-button--outline" onClick={retry}>
            Try again
          </button>
        )}
      </div>
    </div>
  );
}
