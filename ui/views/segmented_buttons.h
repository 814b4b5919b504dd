// A row of buttons of which one is on: Meaning, Words, Both; Passages, Map. Left and Right move inside it.
#pragma once

#include <QButtonGroup>
#include <QToolButton>
#include <QWidget>

namespace embedscope {

class SegmentedButtons : public QWidget
{
    Q_OBJECT

public:
    /// `role` is said before the chosen one to who cannot see: "Search by".
    explicit SegmentedButtons(const QString& role, QWidget* parent = nullptr);

    int addSegment(const QString& text, const QString& objectName, const QString& iconName = {});
    int current() const { return m_group.checkedId(); }
    void setCurrent(int segment); ///< without a signal
    QAbstractButton* button(int segment) const { return m_group.button(segment); }

signals:
    void chosen(int segment); ///< by the user

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_role;
    QButtonGroup m_group;
};

}
