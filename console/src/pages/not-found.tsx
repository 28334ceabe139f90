import { Page } from '../layout/page.tsx';

export function NotFound() {
  return (
    <Page title="There is no such page">
      <p>
        The address leads nowhere. <a href="/app/home">Begin at the start</a>.
      </p>
    </Page>
  );
}
