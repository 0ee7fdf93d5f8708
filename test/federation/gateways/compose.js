/**
 * Composes subgraphs by Apollo's and by The Guild's composition: reads `[{name, url, sdl}]` from its standard input, and
 * writes `{apollo, theGuild}`, each with `supergraph`, `errors` and `hints`, and the `contract` without personal data.
 */
import { text } from 'node:stream/consumers';
import { composeServices as composeByApollo } from '@apollo/composition';
import {
  composeSchemaContract,
  composeServices as composeByTheGuild,
} from '@theguild/federation-composition';
import { parse } from 'graphql';

const subgraphs = JSON.parse(await text(process.stdin));
const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));

const apollo = composeByApollo(services);
const theGuild = composeByTheGuild(services);
const contract = composeSchemaContract(services, { include: new Set(), exclude: new Set(['pii']) }, true);
const messages = (list = []) => list.map((one) => one.toString());

process.stdout.write(
  JSON.stringify({
    apollo: {
      supergraph: apollo.supergraphSdl ?? null,
      errors: messages(apollo.errors),
      hints: messages(apollo.hints),
    },
    theGuild: {
      supergraph: theGuild.supergraphSdl ?? null,
      errors: messages(theGuild.errors),
      hints: messages(theGuild.hints),
    },
    contract: { publicSdl: contract.publicSdl ?? null, errors: messages(contract.errors) },
  }),
);
