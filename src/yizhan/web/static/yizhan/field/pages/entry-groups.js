// Groups that go upstairs together with a guide: four people at most, a family never torn apart.

const TOGETHER = 4;

/** Return the parties not yet led, oldest first, in groups of up to four; a larger family goes alone. */
export function entryGroups(roomed, led) {
  const waiting = roomed.filter(({ party_id }) => !led.includes(party_id)).sort((a, b) => Date.parse(a.since) - Date.parse(b.since));
  const groups = [];
  for (const party of waiting) {
    const room = groups.find((group) => size(group) + party.people <= TOGETHER);
    if (room) room.push(party);
    else groups.push([party]);
  }
  return groups;
}

const size = (group) => group.reduce((sum, party) => sum + party.people, 0);
