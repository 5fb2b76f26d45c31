// The page on which one chooses who to be.

const escaped = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

const style = `body{font:18px/1.5 system-ui,sans-serif;max-width:36rem;margin:0 auto;padding:0 1rem 3rem}
.test{background:repeating-linear-gradient(135deg,#ffd400 0 1rem,#111 1rem 2rem);padding:.6rem;margin:0 -1rem 1.5rem}
.test p{background:#fff;margin:0;padding:.6rem;font-weight:bold}label{display:block;padding:.45rem 0}
input[type=text]{font:inherit;width:100%;padding:.5rem;box-sizing:border-box}
button{font:inherit;padding:.7rem 1.4rem;margin:1rem .6rem 0 0}fieldset{margin:1rem 0}`;

export function choice(name, persons, level) {
  const people = persons.map((person, place) => `<label for="person-${place + 1}"><input type="radio" name="number" value="${person.number}"
    id="person-${place + 1}"${place === 0 ? " checked" : ""}> ${escaped(person.name)}, ${person.number}</label>`).join("\n");
  const levels = [[3, "MinTestID"], [4, "TestBankID"]].map(([one, called]) => `<label for="level-${one}"><input type="radio" name="level"
    value="${one}" id="level-${one}"${one === level ? " checked" : ""}> ${called} (nivå ${one})</label>`).join("\n");
  return `<!DOCTYPE html>
<html lang="nb"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(name)} – test</title>
<style>${style}</style></head><body>
<div class="test"><p>TEST-e-ID: ingen ekte personer. <span lang="en">Test e-ID: no real persons.</span></p></div>
<h1>Logg inn med ${escaped(name)}</h1>
<form method="post">
<fieldset><legend>Hvem er du?</legend>${people}
<label for="other"><input type="radio" name="number" value="" id="other"> En annen</label>
<label for="typed-number">Fødselsnummer<input type="text" name="typed-number" id="typed-number" inputmode="numeric"></label>
<label for="name">Navn<input type="text" name="name" id="name"></label></fieldset>
<fieldset><legend>Med hva?</legend>${levels}</fieldset>
<button type="submit" id="log-in">Logg inn</button><button type="submit" name="cancel" value="1" id="cancel">Avbryt</button>
</form></body></html>`;
}
