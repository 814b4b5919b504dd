// The model: what is known of it and from where, trials that it computes what it should, the tokens of a
// text. While there is none, the way to one. A refused file leaves the old model and shows one red line.
#pragma once

#include "engine/model/model.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QScrollArea;
class QStackedWidget;

namespace embedscope {

class ActionButton;
class CardBox;
class ChecksCard;
class ChoicesCard;
class EmptyState;
class FactsModel;
class ModelFactsTable;
class TokenCard;
class Workbench;

class ModelPage : public QWidget
{
    Q_OBJECT

public:
    explicit ModelPage(Workbench& workbench, QWidget* parent = nullptr);

    void showChecks(); ///< brings their list into view

signals:
    void modelsWanted(); ///< the manager: models on this computer, downloads

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void build();
    QWidget* emptyState();
    QWidget* cards();
    QWidget* factsCard();
    void connectWorkbench();
    void showModel();
    void showState();
    void showFacts(const ModelInfo& info);
    void chooseModel();
    void copyFingerprint();
    void showProblem(const QString& sentence);

    Workbench& m_workbench;
    QStackedWidget* m_stack = nullptr;
    QScrollArea* m_scroll = nullptr;
    ChecksCard* m_checks = nullptr;
    EmptyState* m_empty = nullptr;
    ActionButton* m_bundled = nullptr;
    QLabel* m_problem = nullptr;
    QLabel* m_loading = nullptr;
    QLabel* m_name = nullptr;
    QLabel* m_subline = nullptr;
    FactsModel* m_facts = nullptr;
    QBoxLayout* m_upper = nullptr;
    TokenCard* m_tokens = nullptr;
    ChoicesCard* m_choices = nullptr;
};

}
