import { type ActOptions, act } from '../case/act.ts';
import { actionCommand } from '../case/action-command.ts';
import type { CommandBuilder } from '../command.ts';

/** A member without an agency. */
const INDEPENDENT = 'independent';

export const build: CommandBuilder = (name, context) =>
  actionCommand(name, context, {
    description: 'Appoints the panel of an appeal: an odd number of people, none of whom took part in the case.',
    examples: ['countersign panel case-0a1b2c3d panelist-1 panelist-2 m.ortiz@oncd'],
  })
    .argument('<members...>', 'who sits on it, each MEMBER or MEMBER@AGENCY')
    .action(async (id: string, named: string[], options: ActOptions) => {
      const members = named.map((text) => {
        const at = text.lastIndexOf('@');
        return at < 0 ? { id: text, agency: INDEPENDENT } : { id: text.slice(0, at), agency: text.slice(at + 1) };
      });
      await act(id, options, context, 'appoint_panel', () => ({
        do: { type: 'appoint_panel', members },
        says: `The panel is ${members.map((one) => `${one.id} (${one.agency})`).join(', ')}.`,
      }));
    });
