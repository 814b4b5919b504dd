// The token inspector: any text with what the model puts around it, as a question, as a passage or alone; or
// the same text in the vocabulary of another file.
#pragma once

#include "ui/models/token_rows.h"
#include "ui/models/vocabulary_file.h"
#include "ui/views/card_box.h"

class QLineEdit;

namespace embedscope {

class ActionButton;
class SegmentedButtons;
class TokenStrip;
class Workbench;

class TokenCard : public CardBox
{
    Q_OBJECT

public:
    explicit TokenCard(Workbench& workbench, QWidget* parent = nullptr);

    void showTokens(); ///< anew, when the model or its prompts have changed

private:
    void build();
    void chooseVocabulary();
    void showVocabulary();
    QList<TokenRow> tokens() const;

    Workbench& m_workbench;
    VocabularyFile m_vocabulary;
    SegmentedButtons* m_role = nullptr;
    ActionButton* m_other = nullptr;
    QLabel* m_count = nullptr;
    QLineEdit* m_text = nullptr;
    TokenStrip* m_tokens = nullptr;
};

}
