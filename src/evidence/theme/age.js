// How old the evidence is, on the reader's day, and again when someone comes back to a page
// that was left open.
(() => {
  const line = document.currentScript.previousElementSibling;
  const { read, due, overdue, later } = line.dataset;
  const [look, results] = line.querySelectorAll("span");
  const names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const said = (day) => {
    const [year, month, date] = day.split("-").map(Number);
    return `${date} ${names[month - 1]} ${year}`;
  };
  const ofClock = () => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };
  const many = (count, one, several) => `${count} ${count === 1 ? one : several}`;
  const say = (place, text) => { if (place.textContent !== text) place.textContent = text; };

  function sinceRead(today) {
    const [year, month, date] = read.split("-").map(Number);
    const [thisYear, thisMonth, thisDate] = today.split("-").map(Number);
    const months = (thisYear - year) * 12 + thisMonth - month - (thisDate < date ? 1 : 0);
    if (months >= 24) return many(Math.floor(months / 12), "year", "years");
    if (months) return many(months, "month", "months");
    return many(Math.round((Date.parse(today) - Date.parse(read)) / 864e5), "day", "days");
  }

  function renew() {
    const today = ofClock();
    // A clock before the evidence was read is wrong; what the page says stands.
    if (today < read) return;
    const isLate = today > due;
    line.classList.toggle("ev-age-late", isLate);
    say(look, isLate
      ? `Evidence last looked for on ${said(read)}; that is ${sinceRead(today)} ago, and a new look was due by ${said(due)}.`
      : `Evidence last looked for on ${said(read)}, next by ${said(due)}.`);
    const count = Number(overdue) + later.split(" ").filter((day) => day && day <= today).length;
    const studies = many(count, "registered study", "registered studies");
    const what = count ? `Results of ${studies}` : "No results";
    say(results, `${what} are overdue${isLate ? ", by what was known then" : ""}.`);
  }

  // Until here the line has no room, and nothing below it is there yet: nothing moves.
  try { renew(); } finally { line.dataset.told = ""; }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) renew(); });
})();
