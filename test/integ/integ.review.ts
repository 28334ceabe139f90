import { reviewOnAccount } from './review-on-account.ts';

(await reviewOnAccount()).synth();
