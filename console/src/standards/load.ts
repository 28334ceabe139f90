import { PublishedStandard, StandardIndex } from '#core/api/published-standard.ts';
import { loadData } from './load-data.ts';

export const loadIndex = () => loadData(StandardIndex, 'standards/index');
export const loadStandard = (name: string) => loadData(PublishedStandard, `standards/${name}`);
