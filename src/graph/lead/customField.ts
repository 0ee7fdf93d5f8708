import { builder } from '../builder.ts';
import { PUBLIC } from '../../access/fieldPolicy.ts';

/** A field of the installation's own, by name. */
export const CustomField = builder
  .objectRef<{ readonly name: string; readonly value: string | null }>('CustomField')
  .implement({
    // Of accounts and of leads: what leads to it says who may read it.
    needs: PUBLIC,
    description: "A field of the installation's own.",
    fields: (t) => ({
      name: t.exposeString('name', { description: 'The name the installation gave it.' }),
      value: t.exposeString('value', {
        notPersonal: "An agent's are the staff's; a lead's are masked as a whole, in Lead.customFields.",
        nullable: true,
        description: 'What it holds; null where it is empty.',
      }),
    }),
  });
