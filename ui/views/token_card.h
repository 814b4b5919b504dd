// The token inspector: any text with what the model puts around it, as a question, as a passage or alone.
#pragma once

#include "ui/views/card_box.h"

class QLineEdit;

namespace embedscope {

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

    Workbench& m_workbench;
    SegmentedButtons* m_role = nullptr;
    QLabel* m_count = nullptr;
    QLineEdit* m_text = nullptr;
    TokenStrip* m_tokens = nullptr;
};

}
