import { Page } from '../layout/page.tsx';

export function SubmitPage() {
  return <Page title="Submit a bundle">{null}</Page>;
}
