/* Citations in Wagtail's rich text editor: a button and a shortcut that open the dialog, the dialog's own steps, and
   the label that stands in the text. Without scripts Wagtail has no such editor. A classic script, not a module: it
   must have run before the editor starts. */

{
  const { DraftUtils, ModalWorkflowSource, Tooltip, TooltipEntity, registerPlugin } = window.draftail;
  const { EditorState, Modifier } = window.DraftJS;
  const { createElement: element } = window.React;
  const { Icon, Portal } = window.wagtail.components;
  const { gettext } = window.django;

  const CITATION = "CITATION";
  const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.platform);
  const F = 70;

  // The citation that the next source is asked to take out, not to change.
  let unwanted = null;

  // The works ticked so far, in that order. They stay while others are searched for.
  class TickedWorks {
    constructor(form) {
      this.form = form;
      this.list = document.createElement("ul");
      this.list.className = "clinic-chooser__ticked";
      form.prepend(this.list);
      form.addEventListener("change", ({ target }) => {
        this.findItem(target)?.remove();
        if (target.checked) this.addItem(target);
        this.showTicks();
      });
    }

    findItem(box) {
      return this.list.querySelector(`[value="${box.value}"]`)?.closest("li");
    }

    addItem(box) {
      const name = box.closest("tr").querySelector("[data-chooser-modal-choice]").textContent;
      const ticked = Object.assign(document.createElement("input"), {
        type: "checkbox",
        name: "id",
        value: box.value,
        checked: true,
      });
      const label = document.createElement("label");
      label.append(ticked, name.trim());
      this.list.appendChild(document.createElement("li")).append(label);
    }

    showTicks() {
      this.form.querySelector("[data-multiple-choice-submit]").disabled = !this.list.children.length;
      this.form.querySelectorAll("[data-multiple-choice-select]").forEach((box) => {
        box.checked = Boolean(this.findItem(box));
        // Only the list says what was ticked.
        box.removeAttribute("name");
      });
    }
  }

  class DialogHandlers extends window.ChooserModalOnloadHandlerFactory {
    onLoadChooseStep(modal) {
      this.ticked = new TickedWorks(modal.body[0].querySelector("[data-multiple-choice-form]"));
      super.onLoadChooseStep(modal);
      focusWhenShown(modal, "#id_q");
    }

    // Also after each search.
    ajaxifyLinks(modal, container) {
      super.ajaxifyLinks(modal, container);
      this.ticked.showTicks();
    }

    onLoadDetailsStep(modal) {
      modal.ajaxifyForm(modal.body.find("form"));
      modal.body.find("[data-citation-choose]").on("click", ({ currentTarget }) => {
        modal.loadUrl(currentTarget.href);
        return false;
      });
      focusWhenShown(modal, "[aria-invalid=true]", "textarea, input:not([type=hidden])");
    }

    onLoadReshowCreationFormStep(modal, data) {
      super.onLoadReshowCreationFormStep(modal, data);
      modal.body[0].querySelector("#tab-create :is([aria-invalid=true], [name=seen] ~ button)")?.focus();
    }

    getOnLoadHandlers() {
      return { ...super.getOnLoadHandlers(), details: (modal) => this.onLoadDetailsStep(modal) };
    }
  }

  function focusWhenShown(modal, ...selectors) {
    const find = (selector) => modal.body[0].querySelector(selector);
    const focus = () => selectors.map(find).find(Boolean)?.focus();
    modal.container.one("shown.bs.modal", focus);
    focus();
  }

  class CitationSource extends ModalWorkflowSource {
    componentDidMount() {
      if (unwanted === null) {
        super.componentDidMount();
      } else {
        unwanted = null;
        this.removeCitation();
      }
    }

    // The citation to change: the one whose tooltip was used, or in which the cursor stands. Draftail names the one
    // before the cursor, too; there another work is to be cited beside it.
    get changed() {
      const { editorState, entityKey } = this.props;
      const selection = editorState.getSelection();
      if (!entityKey) return null;
      const whole = DraftUtils.getEntitySelection(editorState, entityKey);
      return selection.isCollapsed() && selection.getEndOffset() === whole.getEndOffset() ? null : whole;
    }

    getChooserConfig(entity) {
      const { referenceChooser, citationDetails } = this.props.entityType.chooserUrls;
      const { id, locator, quote, why } = entity?.getData() ?? {};
      return {
        ...(this.changed
          ? { url: citationDetails, urlParams: { id, locator, quote, why } }
          : { url: referenceChooser, urlParams: { multiple: 1 } }),
        onload: new DialogHandlers().getOnLoadHandlers(),
        responses: { chosen: this.onChosen },
      };
    }

    // Wagtail would make the selected words the link, and a citation's words are not shown to readers. So the labels
    // go behind them; only a citation that is being changed is replaced.
    onChosen(works) {
      const { editorState, onComplete } = this.props;
      const cited = works.reduce((content, { label, edit_url: _, ...data }, position) => {
        const target = position ? content.getSelectionAfter() : (this.changed ?? selectEnd(editorState.getSelection()));
        const created = content.createEntity(CITATION, "IMMUTABLE", data);
        return Modifier.replaceText(created, target, label, null, created.getLastCreatedEntityKey());
      }, editorState.getCurrentContent());
      this.workflow.close();
      // Not as typed letters: those that follow each other are undone together.
      onComplete(EditorState.push(editorState, cited, "apply-entity"));
    }

    // Without a choice, too, the cursor is in the text again, and where it was.
    onClose(event) {
      const { editorState, onComplete } = this.props;
      event.preventDefault();
      onComplete(EditorState.forceSelection(editorState, editorState.getSelection()));
    }

    removeCitation() {
      const { editorState, onComplete } = this.props;
      const left = Modifier.removeRange(editorState.getCurrentContent(), editorState.getSelection(), "forward");
      onComplete(EditorState.push(editorState, left, "remove-range"));
    }
  }

  function selectEnd(selection) {
    const key = selection.getEndKey();
    const offset = selection.getEndOffset();
    return selection.merge({
      anchorKey: key,
      anchorOffset: offset,
      focusKey: key,
      focusOffset: offset,
      isBackward: false,
    });
  }

  // Wagtail's own shows 25 letters of one line; an editor must see the work, the words and what is wrong.
  class Citation extends TooltipEntity {
    readData() {
      return this.props.contentState.getEntity(this.props.entityKey).getData();
    }

    changeCitation() {
      this.closeTooltip();
      this.props.onEdit(this.props.entityKey);
    }

    // The editor's own way would leave the label behind as words of the text.
    removeCitation() {
      unwanted = this.props.entityKey;
      this.props.onEdit(unwanted);
    }

    render() {
      const { locator, problem } = this.readData();
      const { showTooltipAt } = this.state;
      return element(
        "a",
        {
          role: "button",
          className: `TooltipEntity clinic-citation${problem ? " clinic-citation--problem" : ""}`,
          "data-draftail-trigger": true,
          "data-locator": locator,
          title: problem,
          onMouseUp: this.openTooltip,
        },
        element(Icon, { name: problem ? "warning" : "openquote", className: "TooltipEntity__icon" }),
        this.props.children,
        showTooltipAt && this.renderTooltip(showTooltipAt),
      );
    }

    renderTooltip(target) {
      const { title, locator, quote, why, problem } = this.readData();
      const content = element(
        "div",
        { className: "clinic-tooltip" },
        element("p", null, [title, locator].filter(Boolean).join(", ")),
        quote && element("p", null, `“${quote}”`),
        problem &&
          element(
            "p",
            { className: "clinic-tooltip__problem" },
            element(Icon, { name: "warning", className: "clinic-icon" }),
            problem,
          ),
        why && element("p", null, why),
        element(
          "button",
          { type: "button", className: "button button-small", onClick: () => this.changeCitation() },
          gettext("Edit"),
        ),
        " ",
        element(
          "button",
          {
            type: "button",
            className: "button button-small button-secondary no",
            onClick: () => this.removeCitation(),
          },
          gettext("Remove"),
        ),
      );
      return element(
        Portal,
        {
          node: target.container,
          onClose: this.closeTooltip,
          closeOnClick: true,
          closeOnType: true,
          closeOnResize: true,
        },
        element(Tooltip, { target, direction: "top" }, content),
      );
    }
  }

  function isShortcut(event) {
    const isHeld = (IS_APPLE ? event.metaKey : event.ctrlKey) && event.altKey && !event.shiftKey;
    // With AltGr, which Windows gives as Ctrl and Alt, it is a letter of some keyboards.
    return isHeld && event.keyCode === F && !event.getModifierState("AltGraph");
  }

  registerPlugin({ type: CITATION, source: CitationSource, decorator: Citation }, "entityTypes");
  // As for a footnote in a word processor. The name of an entity is the command that asks for one.
  registerPlugin({ type: CITATION, keyBindingFn: (event) => (isShortcut(event) ? CITATION : undefined) }, "plugins");
}
