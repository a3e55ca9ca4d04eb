/** The device's enrolment and its calls to the server, each with a time limit and one shape of refusal. */

const KEPT = "nuancan.kiosk";
const BASE = "/api/v1/kiosk";
const LIMIT_MS = 8000;

/** The server answered, and the answer is no: `code` as in the API's errors, `http` the number. */
export class Refusal extends Error {
  constructor(http, body) {
    super(body?.message ?? `HTTP ${http}`);
    this.http = http;
    this.code = body?.code ?? null;
    this.words = body?.words ?? null;
  }
}

/** Return {kiosk_id, token, canteen, name} of this device, or null before it is enrolled. */
export function enrolment() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    return typeof kept?.token === "string" ? kept : null;
  } catch {
    return null;
  }
}

/** Keep what enrolment answered: the device's key and the names it shows, nothing about people. */
export function enrol({ kiosk_id, token, canteen, name }) {
  localStorage.setItem(KEPT, JSON.stringify({ kiosk_id, token, canteen: { id: canteen.id, name: canteen.name }, name }));
}

/**
 * Call the kiosk API and return the JSON of a 2xx answer. Throws Refusal for any other answer, and a plain Error when
 * nothing is known: no network, no answer in time, no JSON. With the `tag` of what the device has, the answer may be
 * {unchanged: true, now}.
 */
export async function call(path, { body, token, tag } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LIMIT_MS);
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Device ${token}`;
  if (tag) headers["If-None-Match"] = tag;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    const answer = await fetch(BASE + path, {
      method: body === undefined ? "GET" : "POST",
      body: body === undefined ? undefined : JSON.stringify(body),
      headers,
      credentials: "omit", // a kiosk is a device; a staff session in the same browser is none of its business
      cache: "no-store", // an old answer would also carry an old time
      redirect: "error",
      signal: stop.signal,
    });
    if (tag && answer.status === 304) return { unchanged: true, now: answer.headers.get("Nuancan-Now") };
    if (!answer.ok) throw new Refusal(answer.status, await answer.json().catch(() => null));
    const told = await answer.json();
    return answer.headers.has("ETag") ? { ...told, tag: answer.headers.get("ETag") } : told;
  } finally {
    clearTimeout(timer);
  }
}
