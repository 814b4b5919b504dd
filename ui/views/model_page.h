// The model: what is known of it and from where, trials that it computes what it should, the tokens of a
// text. While there is none, the way to one. A refused file leaves the old model and shows one red line.
#pragma once

#include "ui/models/model_checks.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QStackedWidget;
class QVBoxLayout;

namespace embedscope {

class ActionButton;
class CardBox;
class EmptyState;
class FactsModel;
class ModelFactsTable;
class TokenStrip;
class Workbench;

class ModelPage : public QWidget
{
    Q_OBJECT

public:
    explicit ModelPage(Workbench& workbench, QWidget* parent = nullptr);

signals:
    void modelsWanted(); ///< the manager: models on this computer, downloads

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void build();
    QWidget* emptyState();
    QWidget* cards();
    QWidget* factsCard();
    QWidget* checksCard();
    QWidget* tokensCard();
    void connectWorkbench();
    void showModel();
    void showState();
    void showFacts(const ModelInfo& info);
    void showTokens();
    void runChecks();
    void showChecks(const QList<ModelCheck>& checks, double milliseconds);
    QWidget* checkRow(const ModelCheck& check);
    void chooseModel();
    void copyFingerprint();
    void showProblem(const QString& sentence);

    Workbench& m_workbench;
    ModelChecks m_checks;
    bool m_checksOld = true;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    ActionButton* m_bundled = nullptr;
    QLabel* m_problem = nullptr;
    QLabel* m_loading = nullptr;
    QLabel* m_name = nullptr;
    QLabel* m_subline = nullptr;
    FactsModel* m_facts = nullptr;
    CardBox* m_checksBox = nullptr;
    QVBoxLayout* m_checkRows = nullptr;
    QLabel* m_checkRemark = nullptr;
    ActionButton* m_runAgain = nullptr;
    QLineEdit* m_text = nullptr;
    QLabel* m_tokenCount = nullptr;
    TokenStrip* m_tokens = nullptr;
};

}
