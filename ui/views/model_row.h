// A row of the models view: a name, a word beside it, a grey line below it, a remark or a problem, perhaps a
// bar of progress, buttons at the right. What the buttons do is their owner's.
#pragma once

#include "ui/views/action_button.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace embedscope {

class TokenBar;

class ModelRow : public QWidget
{
    Q_OBJECT

public:
    explicit ModelRow(const QString& name, QWidget* parent = nullptr);

    QString name() const;
    void setMark(const QString& word); ///< "in use"; empty: none
    void setDetail(const QString& line);
    void setRemark(const QString& sentence, bool problem = false); ///< empty: none
    void setShare(double share); ///< of the bar; below 0: no bar
    /// `accessible`: with the name of the model in it.
    ActionButton* addButton(ActionButton::Kind kind, const QString& text, const QString& accessible,
                            const char* objectName);
    void addControl(QWidget* control);
    void clearButtons();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void colour();
    QLabel* m_name = nullptr;
    QLabel* m_mark = nullptr;
    QLabel* m_detail = nullptr;
    QLabel* m_remark = nullptr;
    TokenBar* m_bar = nullptr;
    QHBoxLayout* m_buttons = nullptr;
    bool m_problem = false;
};

}
