// Wagtail's widgets come with a line of script that starts them. The desk runs no script that stands in a page, so the
// line is data here, and this is what it asks for. What is not in this list is never called.
(() => {
  const made = (name) => (...given) => new window[name](...given);
  const told = (name) => (...given) => window[name](...given);
  const panel = (name) => (options) => new window[name](JSON.parse(options));
  const CALLS = {
    Chooser: made("Chooser"),
    PageChooser: made("PageChooser"),
    ImageChooser: made("ImageChooser"),
    SnippetChooser: made("SnippetChooser"),
    DocumentChooser: made("DocumentChooser"),
    createTaskChooser: told("createTaskChooser"),
    initDateChooser: told("initDateChooser"),
    initTimeChooser: told("initTimeChooser"),
    initDateTimeChooser: told("initDateTimeChooser"),
    InlinePanel: panel("InlinePanel"),
    MultipleChooserPanel: panel("MultipleChooserPanel"),
  };

  class Call extends window.StimulusModule.Controller {
    connect() {
      const { call } = this.element.dataset;
      if (this.element.dataset.called || !Object.hasOwn(CALLS, call)) return;
      this.element.dataset.called = "yes";
      CALLS[call](...JSON.parse(this.element.textContent));
    }
  }
  window.wagtail.app.register("desk-call", Call);
})();
