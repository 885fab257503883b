/* A real OpenID provider with a login page of two fields, for the tests. One argument: JSON with the port, the client
   and what it says of whom. `fault` names what is wrong with the id_token that a person gets. */

import { generateKeyPair, exportJWK, SignJWT, decodeJwt } from "jose";
import Provider from "oidc-provider";

const { port, client, people } = JSON.parse(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const names = ["employeeHsaId", "commissionHsaId"];

async function key(kid) {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(privateKey)), kid, alg: "RS256", use: "sig" } };
}
const ours = await key("ours");
const foreign = await key("ours");

const faults = {
  "wrong-issuer": (claims) => ({ ...claims, iss: "http://127.0.0.1:9" }),
  "wrong-audience": (claims) => ({ ...claims, aud: "another-client" }),
  "wrong-nonce": (claims) => ({ ...claims, nonce: "of-another-browser" }),
  "other-subject": (claims) => ({ ...claims, sub: "somebody-else" }),
  expired: (claims) => ({ ...claims, exp: claims.iat - 3600 }),
  forged: (claims) => claims,
  unsigned: (claims) => claims,
};

const encode = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");

async function spoil(fault, token) {
  const claims = faults[fault](decodeJwt(token));
  if (fault === "unsigned") return `${encode({ alg: "none", kid: "ours" })}.${encode(claims)}.`;
  const { privateKey } = fault === "forged" ? foreign : ours;
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "ours" }).sign(privateKey);
}

const provider = new Provider(issuer, {
  clients: [client],
  claims: { openid: ["sub", ...names] },
  conformIdTokenClaims: false,
  scopes: ["openid", "profile"],
  acrValues: ["low", "high"],
  jwks: { keys: [ours.jwk] },
  cookies: { keys: ["tests"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (ctx, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id].claims }) },
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: client.client_id, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid profile");
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  const [, page, uid] = ctx.path.split("/");
  if (page !== "interaction") return next();
  if (ctx.method === "GET") {
    ctx.type = "html";
    ctx.body = `<!doctype html><html lang="sv"><title>Identitetstjänst</title><link rel="icon" href="data:,"><form method="post" action="/interaction/${uid}">
      <label>Person <input name="person"></label> <button>Legitimera</button> <button name="cancel" value="1">Avbryt</button></form>`;
    return undefined;
  }
  const chunks = [];
  for await (const chunk of ctx.req) chunks.push(chunk);
  const typed = new URLSearchParams(Buffer.concat(chunks).toString());
  const acr = people[typed.get("person")]?.acr;
  const result = typed.has("cancel") ? { error: "access_denied" } : { login: { accountId: typed.get("person"), acr } };
  await provider.interactionFinished(ctx.req, ctx.res, result);
  ctx.respond = false;
  return undefined;
});

provider.use(async (ctx, next) => {
  await next();
  if (ctx.oidc?.route !== "token" || !ctx.body?.id_token) return;
  const { fault } = people[decodeJwt(ctx.body.id_token).sub];
  if (fault) ctx.body.id_token = await spoil(fault, ctx.body.id_token);
});

provider.listen(port, "127.0.0.1", () => console.log("ready"));
