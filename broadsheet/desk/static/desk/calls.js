// Wagtail's widgets come with a line of script that starts them. The desk runs no script that stands in a page, so the
// line is data here, and this is what it asks for. What is not in this list is never called.
(() => {
  const made = (name) => (...given) => new window[name](...given);
  const told = (name) => (...given) => window[name](...given);

  /** A panel that is given several things at once looks for the chooser in each new row as soon as it has made the
   * row: what starts these cannot wait until the page is told that they have come. */
  const panel = (name) => (options) => {
    const made = new window[name](JSON.parse(options));
    const addForm = made.addForm.bind(made);
    made.addForm = (...given) => {
      addForm(...given);
      document.querySelectorAll("[data-call]").forEach(run);
    };
  };

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

  function run(element) {
    const { call, called } = element.dataset;
    if (called || !Object.hasOwn(CALLS, call)) return;
    element.dataset.called = "yes";
    CALLS[call](...JSON.parse(element.textContent));
  }

  class Call extends window.StimulusModule.Controller {
    connect() {
      run(this.element);
    }
  }
  window.wagtail.app.register("desk-call", Call);
})();
