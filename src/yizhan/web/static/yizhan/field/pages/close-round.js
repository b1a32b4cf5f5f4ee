// "That was everybody", said by the counter with the figure on the own phone.

import { button, make } from "../dom.js";
import { ask } from "../sheet.js";
import { say } from "../toast.js";
import { fill, gettext } from "../words.js";

/** Return the button that closes a round; once closed it tells at what figure. */
export function closeButton(phone, round, people, closed) {
  if (!phone.can("count.close")) return null;
  if (closed !== null) return make("span.chip.is-ok", {}, fill(gettext("Finished at %(people)s"), { people: closed }));
  const finish = async () => {
    const contents = [make("b.asked-figure", {}, people), make("p", {}, gettext("So many you have counted yourself. Was that everybody?"))];
    if (!(await ask(gettext("That was everybody"), contents, fill(gettext("Yes, %(people)s"), { people })))) return;
    if (await phone.tap("intake.close_round", { batch_id: phone.batch.id, round, people }))
      say(fill(gettext("Finished at %(people)s"), { people }));
  };
  return button("btn", finish, gettext("That was everybody"));
}
