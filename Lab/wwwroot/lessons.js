// Marks the lessons that were run in this browser.
import { load, when } from '/runs.js';

for (const [name, runs] of Object.entries(load())) {
  const mark = document.querySelector(`[data-lesson="${CSS.escape(name)}"] [data-done]`);
  if (!mark || runs.length === 0) continue;
  mark.textContent = `✓ ${when(runs[0])}. ${runs[0].isRight ? 'Your prediction was right.' : 'It turned out otherwise than you predicted.'}`;
  mark.hidden = false;
}
