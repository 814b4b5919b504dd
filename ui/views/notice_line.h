// One line that says what went another way than asked, or offers to take something back. Never modal: it
// leaves by itself, by its cross, or when the next sentence comes. A problem stays until somebody closes it.
#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;

namespace embedscope {

class ActionButton;
class IconButton;

class NoticeLine : public QWidget
{
    Q_OBJECT

public:
    explicit NoticeLine(QWidget* parent = nullptr);

    void showNotice(const QString& sentence);
    void showProblem(const QString& sentence);
    /// A sentence with a button; acted() when it is pressed.
    void showOffer(const QString& sentence, const QString& button);
    void dismiss();
    QString sentence() const;

signals:
    void acted();
    void dismissed();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void display(const QString& sentence, bool problem, const QString& button, int milliseconds);
    QLabel* m_label = nullptr;
    ActionButton* m_button = nullptr;
    IconButton* m_close = nullptr;
    QTimer m_leave;
    bool m_problem = false;
};

}
