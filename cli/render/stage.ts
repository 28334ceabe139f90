import type { CaseStage } from '#core/adjudication/case/parts.ts';

const STAGES: Record<CaseStage, string> = {
  submitted: 'submitted; the checks have not begun',
  screening: 'being screened: is all there that the standard needs?',
  returned: 'returned: not judged before the vendor has put it right',
  accepted: 'accepted; the checks have not begun',
  automated_checks: 'being checked by the rules of the standard',
  agency_review: 'with the agencies, who determine',
  on_hold: 'on hold: the vendor was asked, and the clock of the agencies stands',
  working_group: 'with the working group, which votes',
  principals: 'with the principals, who vote',
  decided: 'decided',
  appeal: 'appealed: with the panel',
  reopened: 'reopened: the agencies determine anew',
  withdrawn: 'withdrawn by the vendor',
  lapsed: 'lapsed: the time for a decision ran out',
};

/** Where a case stands, in plain words. */
export const stageWords = (stage: CaseStage): string => STAGES[stage];
