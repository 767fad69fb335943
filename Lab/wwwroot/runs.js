// The runs of lessons that this browser remembers: the last few of each lesson, and what was predicted.
const key = 'conduit-lessons';
const most = 5;

export function load() {
  try {
    const all = JSON.parse(localStorage.getItem(key)) ?? {};
    // An earlier version may have stored something else.
    return Object.fromEntries(Object.entries(all).map(([lesson, runs]) => [lesson, runs.filter(run => run?.result?.rows)]));
  } catch {
    return {};
  }
}

// Returns the runs of the lesson, the latest first.
export function add(lesson, run) {
  const all = load();
  all[lesson] = [run, ...(all[lesson] ?? [])].slice(0, most);
  try {
    localStorage.setItem(key, JSON.stringify(all));
  } catch {
    // A browser that stores nothing shows the run all the same.
  }
  return all[lesson];
}

export const number = value => {
  if (value === null || value === undefined) return '–';
  const digits = Math.abs(value) < .1 ? 3 : Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
};

export const when = run => new Date(run.result.at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
