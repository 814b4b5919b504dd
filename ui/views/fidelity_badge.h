// What the fidelity guard says of the open model, in a sign, a colour and a word; the sentence on hover.
// Pressed, it leads to the list.
#pragma once

#include <QAbstractButton>

namespace embedscope {

class ModelChecks;

class FidelityBadge : public QAbstractButton
{
    Q_OBJECT

public:
    explicit FidelityBadge(ModelChecks& checks, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showVerdict();

    ModelChecks& m_checks;
};

}
