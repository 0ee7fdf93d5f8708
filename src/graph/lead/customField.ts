import { builder } from '../builder.ts';
import { PUBLIC } from '../../access/fieldPolicy.ts';

/** A custom field of an account or a lead. */
export const CustomField = builder
  .objectRef<{ readonly name: string; readonly value: string | null }>('CustomField')
  .implement({
    // Of accounts and of leads: what leads to it says who may read it.
    needs: PUBLIC,
    description: 'Custom field of the installation, with its value.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Name of the field.' }),
      value: t.exposeString('value', {
        nullable: true,
        description: 'Value. Null if it is empty.',
      }),
    }),
  });
