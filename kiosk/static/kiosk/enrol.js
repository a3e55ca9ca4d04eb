/** Makes this browser a kiosk: a one-time code for a device key (K10), then the size of a millimetre (U2). */

import { apply, measure, pixelsPerMm } from "./calibration.js";
import { call, enrol, enrolment, Refusal } from "./device.js";

const CODE = /^[0-9]{12}$/;
const STEP = 0.02; // two in a hundred a touch
const OFFERED = /^#code=([0-9]{12})$/; // a link to follow on the device; what stands behind # is never sent
const words = JSON.parse(document.getElementById("words").textContent);
const part = (name) => document.querySelector(`[data-part=${name}]`);

function say(text) {
  part("says").textContent = text;
  part("says").hidden = text === "";
}

function showStep(step) {
  document.body.dataset.step = step;
  const device = enrolment();
  part("canteen").textContent = device ? `${device.canteen.name} · ${device.name}` : "";
}

function resize(factor) {
  apply(document, measure(pixelsPerMm() * factor));
}

async function submit(event) {
  event.preventDefault();
  const code = part("code").value.normalize("NFKC").replace(/[\s-]/g, "");
  if (!CODE.test(code)) return say(words.length);
  say(words.wait);
  part("go").disabled = true;
  try {
    enrol(await call("/enrol", { body: { code } }));
    say("");
    showStep("measure");
  } catch (reason) {
    const no = reason instanceof Refusal && reason.http < 500;
    say(no ? (reason.words ?? words.refused) : words.offline);
  } finally {
    part("go").disabled = false;
  }
  return undefined;
}

apply(document);
showStep("code");
part("code").value = OFFERED.exec(location.hash)?.[1].replace(/\d{4}\B/g, "$& ") ?? "";
part("form").addEventListener("submit", submit);
part("smaller").addEventListener("click", () => resize(1 - STEP));
part("larger").addEventListener("click", () => resize(1 + STEP));
if (!isSecureContext) {
  say(words.insecure);
  part("go").disabled = true;
}
