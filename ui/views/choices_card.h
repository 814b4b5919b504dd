// Prompts and dimensions of the open model: what is put before questions and passages, letter by letter, the
// task, and how many numbers a vector has. What makes a second set of vectors is asked about before it
// happens.
#pragma once

#include "ui/views/card_box.h"

#include "engine/model/model.h"

class QComboBox;
class QGridLayout;
class QLineEdit;

namespace embedscope {

class ActionButton;
class SegmentedButtons;
class Workbench;

class ChoicesCard : public CardBox
{
    Q_OBJECT

public:
    explicit ChoicesCard(Workbench& workbench, QWidget* parent = nullptr);

    void showModel(); ///< anew; what was typed and not used is forgotten

private:
    struct Field
    {
        QLineEdit* line = nullptr;
        QLabel* source = nullptr;
    };
    void build();
    QLabel* addRow(const QString& name, QWidget* field, QLabel* remark);
    Field addField(const QString& name, const QString& objectName);
    void fillTasks(const Model& model);
    void fillSizes(const Model& model);
    void setPrompt(QLineEdit& line, const std::string& prompt);
    void takeTyping(QLineEdit& line);
    void takeTask();
    void takeOwnTask();
    void showQuestion();
    void use();
    void reset();
    QString sizesRemark(int dimensions) const;
    int chosenTask() const; ///< the entry that fits what stands in the fields
    std::string question() const;
    std::string passage() const;
    int dimensions() const;

    Workbench& m_workbench;
    QGridLayout* m_rows = nullptr;
    QLabel* m_set = nullptr;
    QLabel* m_taskName = nullptr;
    QComboBox* m_task = nullptr;
    QLineEdit* m_ownTask = nullptr;
    Field m_question, m_passage;
    QLabel* m_sizesName = nullptr;
    SegmentedButtons* m_sizes = nullptr;
    QLabel* m_sizesRemark = nullptr;
    QLabel* m_sentence = nullptr;
    ActionButton* m_use = nullptr;
    ActionButton* m_keep = nullptr;
    ActionButton* m_reset = nullptr;
};

}
