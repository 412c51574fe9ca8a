/* Marked terms in Wagtail's rich text editor: a button that opens the list of terms, and the words as they stand in the
   text. Without scripts Wagtail has no such editor. A classic script, not a module: it must have run before the editor
   starts. */

{
  const { ModalWorkflowSource, TooltipEntity, registerPlugin } = window.draftail;
  const { EditorState, Modifier } = window.DraftJS;

  const TERM = "GLOSSARY";

  class TermSource extends ModalWorkflowSource {
    getChooserConfig() {
      return {
        url: this.props.entityType.chooserUrls.termChooser,
        urlParams: {},
        onload: new window.ChooserModalOnloadHandlerFactory().getOnLoadHandlers(),
        responses: { chosen: this.onChosen },
      };
    }

    // The selected words are marked; without a selection the term itself is put where the cursor stands.
    onChosen({ id, string }) {
      const { editorState, onComplete } = this.props;
      const selection = editorState.getSelection();
      const created = editorState.getCurrentContent().createEntity(TERM, "MUTABLE", { id, string });
      const key = created.getLastCreatedEntityKey();
      const marked = selection.isCollapsed()
        ? Modifier.replaceText(created, selection, string, null, key)
        : Modifier.applyEntity(created, selection, key);
      this.workflow.close();
      onComplete(EditorState.push(editorState, marked, "apply-entity"));
    }
  }

  const Term = (props) => {
    const { string } = props.contentState.getEntity(props.entityKey).getData();
    // A name alone would be taken for the outline of an icon.
    const icon = window.React.createElement(window.wagtail.components.Icon, {
      name: "info-circle",
      className: "TooltipEntity__icon",
    });
    return window.React.createElement(TooltipEntity, { ...props, icon, label: string });
  };

  registerPlugin({ type: TERM, source: TermSource, decorator: Term }, "entityTypes");
}
