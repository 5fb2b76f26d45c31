// Synthetic persons, as the Tenor test register makes them: 80 is added to the month, so nobody has these numbers.

/** Completes eight digits to a national identity number: the first end whose control digits fit. */
function complete(eight) {
  const fits = (digits, weights) => weights.reduce((sum, weight, place) => sum + weight * digits[place], 0) % 11 === 0;
  for (let end = 0; end < 1000; end++) {
    const digits = [...`${eight}${String(end).padStart(3, "0")}`].map(Number);
    if (fits(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) && fits(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1])) {
      return digits.join("");
    }
  }
  throw new Error("no end fits");
}

const person = (eight, name, birthDate, mobile, more = {}) => {
  const email = `${name.split(" ")[0].toLowerCase()}.eid@example.com`;
  return { number: complete(eight), name, birthDate, email, mobile, ...more };
};

export const persons = [
  person("01819011", "Kari Testdame", "1990-01-01", "+4791000001"),
  person("02827522", "Ola Testmann", "1975-02-02", "+4791000002"),
  person("43836033", "Ingrid Dnummer", "1960-03-03", "+4791000003"),
  person("04845544", "Per Reservert", "1955-04-04", "+4791000004", { reserved: true }),
  person("05858511", "Anne Ukjent", "1985-05-05", undefined, { unregistered: true }),
  person("06866922", "Bjarne Bakke", "1969-06-06", "+4791000006"),
];

/** What the contact and reservation register (KRR, REST version 2) says of a number. */
export function registered(number) {
  const known = persons.find((one) => one.number === number);
  if (!known || known.unregistered) {
    return { personidentifikator: number, status: "IKKE_REGISTRERT", varslingsstatus: "KAN_IKKE_VARSLES" };
  }
  return {
    personidentifikator: number,
    reservasjon: known.reserved ? "JA" : "NEI",
    status: "AKTIV",
    varslingsstatus: known.reserved ? "KAN_IKKE_VARSLES" : "KAN_VARSLES",
    kontaktinformasjon: { epostadresse: known.email, mobiltelefonnummer: known.mobile },
  };
}
