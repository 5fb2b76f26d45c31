// Two issuers, so that what differs between e-IDs is seen to be configuration: names of claims, values of acr, algorithms.
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import Provider, { interactionPolicy } from "oidc-provider";

/** The secret that Segl is known by. Both ends of it are on this machine, and it opens nothing else. */
export const CLIENT_SECRET = "not-a-secret-local-only";

export const issuers = {
  "test-id": { name: "Test-ID", algorithm: "RS256", number: "pid", acr: { 3: "idporten-loa-substantial", 4: "idporten-loa-high" } },
  "other-id": { name: "Other-ID", algorithm: "ES256", number: "personidentifier", acr: { 3: "urn:other:low", 4: "urn:other:high" } },
};

function key(algorithm) {
  const pair = algorithm === "RS256" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...pair.privateKey.export({ format: "jwk" }), alg: algorithm, use: "sig", kid: randomBytes(8).toString("hex") };
}

/** Persons who logged in here, by a subject that says nothing about them. */
const accounts = new Map();
const salt = randomBytes(16);

export function remember(person, level) {
  const subject = createHash("sha256").update(salt).update(`${person.number} ${person.name}`).digest("hex").slice(0, 32);
  accounts.set(subject, { ...person, level });
  return subject;
}

/** Asks whoever is logged in lower than a request takes to log in again. */
function policy() {
  const { Check, base } = interactionPolicy;
  const prompts = base();
  prompts.get("login").checks.add(new Check("level_too_low", "a higher level is asked for", (ctx) => {
    const asked = (ctx.oidc.params.acr_values ?? "").split(" ").filter(Boolean);
    const isTooLow = asked.length > 0 && !asked.includes(ctx.oidc.session.acr);
    return isTooLow ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
  }));
  return prompts;
}

export function issuer(id, origin, segl) {
  const { algorithm, number, acr } = issuers[id];
  const provider = new Provider(`${origin}/${id}`, {
    clients: [{
      client_id: "segl", client_secret: CLIENT_SECRET, token_endpoint_auth_method: "client_secret_basic",
      redirect_uris: [`${segl}/login/${id}/callback`], post_logout_redirect_uris: [`${segl}/portal`],
      id_token_signed_response_alg: algorithm, response_types: ["code"], grant_types: ["authorization_code"],
    }],
    jwks: { keys: [key(algorithm)] },
    cookies: { keys: [randomBytes(16).toString("hex")] },
    pkce: { required: () => true },
    acrValues: Object.values(acr),
    claims: { openid: ["sub", "acr", number], profile: ["name", "birthdate"], acr: null, auth_time: null, sid: null },
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        // One button, which ends the session; what is asked there is asked by the provider, not by Segl.
        logoutSource: (ctx, form) => {
          ctx.body = `<!DOCTYPE html><html lang="nb"><title>Test-e-ID</title><h1>Logg ut av test-e-ID</h1>${form}
            <button form="op.logoutForm" type="submit" name="logout" value="yes" id="log-out">Logg ut</button>`;
        },
      },
    },
    interactions: { policy: policy(), url: (ctx, interaction) => `/${id}/interaction/${interaction.uid}` },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3600, IdToken: 600, Interaction: 600, Session: 3600 },
    findAccount: (ctx, subject) => {
      const known = accounts.get(subject);
      return known && {
        accountId: subject,
        claims: () => ({ sub: subject, [number]: known.number, name: known.name, birthdate: known.birthDate, acr: acr[known.level] }),
      };
    },
    // Consent is not what is tried here.
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope("openid profile");
      await grant.save();
      return grant;
    },
  });
  return { provider };
}

/** The level that a request asks for: the lowest of those it would take. */
export function wanted(id, parameters) {
  const asked = (parameters.acr_values ?? "").split(" ");
  const levels = Object.entries(issuers[id].acr).filter(([, value]) => asked.includes(value)).map(([level]) => Number(level));
  return levels.length > 0 ? Math.min(...levels) : 3;
}
