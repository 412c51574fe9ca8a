// Citations in Wagtail's rich text editor: a button that opens the chooser, and the label that stands in the text.
// A classic script, not a module: it must have run before the editor starts.

{
  const { ModalWorkflowSource, TooltipEntity, registerPlugin } = window.draftail;
  const { EditorState, Modifier } = window.DraftJS;
  const { createElement } = window.React;
  const { Icon } = window.wagtail.components;

  // The citation that the next source is asked to take out, not to change.
  let unwanted = null;

  class CitationSource extends ModalWorkflowSource {
    componentDidMount() {
      if (unwanted === null) {
        super.componentDidMount();
      } else {
        unwanted = null;
        this.remove();
      }
    }

    getChooserConfig() {
      return {
        url: this.props.entityType.chooserUrls.referenceChooser,
        urlParams: {},
        onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
        responses: { chosen: this.onChosen },
      };
    }

    // Wagtail would make the selected words the link, and a citation's words are not shown to readers. So the label
    // goes behind them; only a citation that is being changed is replaced (the editor has selected it).
    onChosen({ id, title, label }) {
      const { editorState, entity, entityType, onComplete } = this.props;
      const selection = editorState.getSelection();
      const content = editorState.getCurrentContent().createEntity(entityType.type, 'IMMUTABLE', { id, title });
      const target = entity ? selection : endOf(selection);
      const cited = Modifier.replaceText(content, target, label, null, content.getLastCreatedEntityKey());
      this.workflow.close();
      onComplete(EditorState.push(editorState, cited, 'insert-characters'));
    }

    remove() {
      const { editorState, onComplete } = this.props;
      const left = Modifier.removeRange(editorState.getCurrentContent(), editorState.getSelection(), 'forward');
      onComplete(EditorState.push(editorState, left, 'remove-range'));
    }
  }

  function endOf(selection) {
    const key = selection.getEndKey();
    const offset = selection.getEndOffset();
    return selection.merge({
      anchorKey: key, anchorOffset: offset, focusKey: key, focusOffset: offset, isBackward: false,
    });
  }

  function Citation(props) {
    const { title, missing } = props.contentState.getEntity(props.entityKey).getData();
    return createElement(TooltipEntity, {
      ...props,
      icon: createElement(Icon, { name: missing ? 'warning' : 'openquote' }),
      label: title,
      // The editor's own way would leave the label behind as words of the text.
      onRemove: (key) => {
        unwanted = key;
        props.onEdit(key);
      },
    });
  }

  registerPlugin({ type: 'CITATION', source: CitationSource, decorator: Citation }, 'entityTypes');
}
