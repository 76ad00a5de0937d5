// Only voices on this device: nothing leaves it.
(() => {
  const speech = window.speechSynthesis, find = (id) => document.getElementById(id);
  const button = find("listen"), near = { nb: "no" };
  const of = (tag) => speech && speech.getVoices().find((v) => v.localService && v.lang.split(/[-_]/)[0] === tag?.slice(0, 2));
  const voice = (tag) => of(tag) || of(near[tag]);
  const look = () => {
    button.hidden = !voice(document.documentElement.lang);
    find("silent").hidden = !button.hidden;
  };
  look();
  if (!speech) return;
  speech.onvoiceschanged = look;
  onpagehide = () => speech.cancel();
  button.onclick = () => {
    if (speech.speaking) return speech.cancel();
    for (const line of document.querySelectorAll("[data-line]")) {
      const said = new SpeechSynthesisUtterance(line.innerText);
      said.voice = voice((line.querySelector("[lang]") || line.closest("[lang]")).lang);
      if (!said.voice) continue;
      said.lang = said.voice.lang;
      speech.speak(said);
    }
  };
})();
