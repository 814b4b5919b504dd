// The left side of the lab: contenders, texts, when it stops, on what machine. Holds no run.
#pragma once

#include "ui/models/lab_request.h"

#include <QList>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QSpinBox;
class QVBoxLayout;

namespace embedscope {

class ActionButton;
class ContenderCard;
class Workbench;
struct LabRun;

class LabSettings : public QWidget
{
    Q_OBJECT

public:
    explicit LabSettings(Workbench& workbench, QWidget* parent = nullptr);

    LabRequest request() const;
    QList<EmbedOptions> contenders() const; ///< as the cards show them
    void setContenders(const QList<EmbedOptions>& contenders);
    void setEditable(bool editable);
    void showRates(const LabRun& run); ///< on the cards, as far as they are those of the run
    void showMachine(); ///< and the model
    void showTexts(); ///< what the library holds may have changed

    static constexpr int kMostContenders = 6;

signals:
    void changed(); ///< by the user

private:
    void build();
    void addCard(const EmbedOptions& options);
    void removeCard(int contender);
    void addContender();
    void showCards();

    Workbench& m_workbench;
    QList<ContenderCard*> m_cards;
    QVBoxLayout* m_cardsLayout = nullptr;
    ActionButton* m_add = nullptr;
    QLabel* m_sameNote = nullptr;
    QComboBox* m_texts = nullptr;
    QLabel* m_textsNote = nullptr;
    QSpinBox* m_seconds = nullptr;
    QCheckBox* m_sweep = nullptr;
    QLabel* m_machine = nullptr;
    bool m_editable = true;
};

/// They run the same way.
bool sameSetting(const EmbedOptions& a, const EmbedOptions& b);

}
